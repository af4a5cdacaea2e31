import { fails, limitsRate, outOfQuota, overloads, refusesKey } from '../effects/answer.ts';
import { drops, hangs, refuses } from '../effects/connection.ts';
import { delays } from '../effects/delay.ts';
import type { Effect, Weights } from '../effects/effect.ts';
import { type FaultMode, meteredKinds, servingKinds } from './mode.ts';

interface ServiceMode {
  readonly id: string;
  readonly effect: Effect;
  readonly weight: number;
  readonly title: string;
  readonly remedy: string;
  readonly access?: number;
  readonly partial?: boolean;
  readonly process?: Weights;
  readonly docker?: Weights;
}

function serviceMode(mode: ServiceMode): FaultMode {
  return {
    id: mode.id,
    kinds: servingKinds,
    title: mode.title,
    remedy: mode.remedy,
    weight: mode.weight,
    effect: mode.effect,
    access: mode.access ?? 0.97,
    harm: 1,
    partial: mode.partial ?? false,
    shows: { process: mode.process ?? { ok: 1 }, docker: mode.docker ?? { ok: 1 } },
  };
}

/** How anything that answers requests breaks, whatever it serves. */
export const serviceModes: readonly FaultMode[] = [
  serviceMode({
    id: 'service.crashed',
    effect: refuses,
    weight: 4,
    title: 'crashed or never started: nothing listens',
    remedy: 'read its last log lines and exit code, then start it again',
    process: { 'process.absent': 0.9, 'process.zombie': 0.04, 'process.restarting': 0.04 },
    docker: { 'docker.exited': 0.6, 'docker.restart_loop': 0.25, 'docker.dead': 0.03, ok: 0.1 },
  }),
  serviceMode({
    id: 'service.refusing',
    effect: refuses,
    weight: 2,
    title: 'alive, but nothing listens on its port',
    remedy: 'check its bind address and port, and its log for a failed start',
    process: { ok: 0.97 },
    docker: { ok: 0.8, 'docker.unhealthy': 0.15 },
  }),
  serviceMode({
    id: 'service.stopped',
    effect: hangs,
    weight: 1.5,
    title: 'its process is stopped (SIGSTOP)',
    remedy: 'find who stopped it (debugger, freezer, suspend), then send SIGCONT',
    process: { 'process.stopped': 0.97 },
    docker: { 'docker.paused': 0.7, ok: 0.25 },
  }),
  serviceMode({
    id: 'service.hung',
    effect: hangs,
    weight: 2.5,
    title: 'accepts connections and answers nothing',
    remedy: 'take a stack dump, then restart it; look for an exhausted pool or a lock',
    partial: true,
    process: { ok: 0.9, 'process.uninterruptible': 0.07 },
    docker: { ok: 0.5, 'docker.unhealthy': 0.45 },
  }),
  serviceMode({
    id: 'service.resets',
    effect: drops,
    weight: 2,
    title: 'drops connections without an answer',
    remedy: 'compare its connection limits and keep-alive timeouts with its callers',
    partial: true,
    process: { ok: 0.95, 'process.fd_exhausted': 0.04 },
  }),
  serviceMode({
    id: 'service.slow',
    effect: delays,
    weight: 3,
    title: 'answers late',
    remedy:
      'look at its queue, its load and its last change; take traffic off it if it can be spared',
    access: 0.75,
    partial: true,
  }),
  serviceMode({
    id: 'service.errors',
    effect: fails,
    weight: 3,
    title: 'answers with errors of its own',
    remedy: 'read its error log around the first failure; roll back its last change',
    access: 0.6,
    partial: true,
    docker: { ok: 0.7, 'docker.unhealthy': 0.28 },
  }),
  serviceMode({
    id: 'service.overloaded',
    effect: overloads,
    weight: 2,
    title: 'says that it is overloaded',
    remedy: 'shed or move load; honour its Retry-After before retrying',
    access: 0.25,
    partial: true,
  }),
];

function meteredMode(
  id: string,
  effect: Effect,
  weight: number,
  title: string,
  remedy: string,
): FaultMode {
  return {
    ...serviceMode({ id, effect, weight, title, remedy, access: 0.1 }),
    kinds: meteredKinds,
  };
}

/** How keys and quotas break. */
export const meteredModes: readonly FaultMode[] = [
  meteredMode(
    'auth.key_revoked',
    refusesKey,
    2.5,
    'does not accept the key',
    'check which key the caller sends and whether it was rotated; issue a new one',
  ),
  meteredMode(
    'quota.exhausted',
    outOfQuota,
    2,
    'the quota or credit is used up',
    'raise the quota or top up; retrying does not help',
  ),
  {
    ...meteredMode(
      'quota.rate_limited',
      limitsRate,
      2.5,
      'limits the rate of requests',
      'find the caller that uses up the limit; back off as Retry-After says',
    ),
    partial: true,
  },
];
