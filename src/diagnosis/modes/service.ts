import { fails, overloads } from '../effects/answer.ts';
import { drops, hangs, refuses } from '../effects/connection.ts';
import { delays } from '../effects/delay.ts';
import { type FaultMode, lore, servingKinds, sharing } from './mode.ts';

const healthy = { ok: 1 } as const;

/** What its metrics show where it does not run: nothing of it can be scraped. */
const unscraped = {
  'prometheus.target_down': 0.5,
  'prometheus.some_targets_down': 0.1,
  'prometheus.stale': 0.1,
  'prometheus.no_sample': 0.1,
  ok: 0.2,
} as const;
/** What its metrics show where it runs badly, as far as somebody set limits. */
const beyondLimits = {
  'prometheus.slow': 0.05,
  'prometheus.out_of_limits': 0.15,
  ok: 0.8,
} as const;

/** What a look into a model server meets that answers with errors. */
const failing = {
  'http.500': 0.3,
  'http.503': 0.28,
  'http.502': 0.1,
  'http.5xx': 0.05,
  'server.not_ready': 0.05,
  'server.store_lost': 0.06,
  'server.errors': 0.06,
  ok: 0.1,
} as const;

const serviceMode = sharing({
  family: 'service',
  kinds: servingKinds,
  access: 0.97,
  harm: 1,
  partial: false,
  shows: { process: healthy, docker: healthy },
});

/** How anything that answers requests breaks, whatever it serves. */
export const serviceModes: readonly FaultMode[] = [
  serviceMode({
    id: 'service.crashed',
    effect: refuses,
    weight: 4,
    title: 'crashed or never started: nothing listens',
    remedy: 'read its last log lines and exit code, then start it again',
    shows: {
      process: { 'process.absent': 0.9, 'process.zombie': 0.04, 'process.restarting': 0.04 },
      docker: { 'docker.exited': 0.6, 'docker.restart_loop': 0.25, 'docker.dead': 0.03, ok: 0.1 },
      prometheus: unscraped,
    },
    confusedWith: ['service.refusing', 'network.blocked', 'engine.oom_killed'],
    decides: 'Refused at once means that its host is up; look whether the process is there.',
    source: 'itbench-hub/ITBench, fault library: a deleted service',
  }),
  serviceMode({
    id: 'service.refusing',
    effect: refuses,
    weight: 2,
    title: 'alive, but nothing listens on its port',
    remedy: 'check its bind address and port, and its log for a failed start',
    shows: { process: { ok: 0.97 }, docker: { ok: 0.8, 'docker.unhealthy': 0.15 } },
    confusedWith: ['service.crashed', 'container.port_unpublished', 'network.rejected'],
    decides: 'The process lives, and the list of listening ports on its host lacks this one.',
    source: 'microsoft/AIOpsLab: a target port that is configured wrongly',
  }),
  serviceMode({
    id: 'service.stopped',
    effect: hangs,
    weight: 1.5,
    title: 'its process is stopped (SIGSTOP)',
    remedy: 'find who stopped it (debugger, freezer, suspend), then send SIGCONT',
    shows: {
      process: { 'process.stopped': 0.97 },
      docker: { 'docker.paused': 0.7, ok: 0.25 },
      prometheus: unscraped,
    },
    confusedWith: ['service.hung'],
    decides: 'Its state in the process list is T.',
    source: lore,
  }),
  serviceMode({
    id: 'service.hung',
    effect: hangs,
    weight: 2.5,
    title: 'accepts connections and answers nothing',
    remedy: 'take a stack dump, then restart it; look for an exhausted pool or a lock',
    partial: true,
    shows: {
      process: { ok: 0.9, 'process.uninterruptible': 0.07 },
      docker: { ok: 0.5, 'docker.unhealthy': 0.45 },
    },
    confusedWith: ['service.stopped', 'engine.hung', 'network.blocked', 'network.large_packets'],
    decides: 'Its health check hangs as well, and the connection itself stands.',
    source: lore,
  }),
  serviceMode({
    id: 'service.resets',
    effect: drops,
    weight: 2,
    title: 'drops connections without an answer',
    remedy: 'compare its connection limits and keep-alive timeouts with its callers',
    partial: true,
    shows: { process: { ok: 0.95, 'process.fd_exhausted': 0.04 }, docker: healthy },
    confusedWith: ['network.cuts', 'service.crashed', 'stream.truncated'],
    decides: 'Ask it from its own host: the connection breaks there too.',
    source: 'octos-org/octos#1533',
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
    shows: {
      process: healthy,
      docker: healthy,
      // Few figures have a limit, and what delays it from below shows the same.
      prometheus: { 'prometheus.slow': 0.15, 'prometheus.out_of_limits': 0.05, ok: 0.8 },
    },
    sentBy: 'router.uneven',
    confusedWith: ['engine.overloaded', 'network.slow', 'gateway.holds_back', 'dns.slow'],
    decides: 'Connecting is quick and its own health check is late as well.',
    source: lore,
  }),
  serviceMode({
    id: 'service.errors',
    effect: fails,
    weight: 3,
    title: 'answers with errors of its own',
    remedy: 'read its error log around the first failure; roll back its last change',
    access: 0.6,
    partial: true,
    shows: {
      process: healthy,
      docker: { ok: 0.7, 'docker.unhealthy': 0.28 },
      prometheus: beyondLimits,
      modelserver: failing,
    },
    confusedWith: ['engine.dead', 'gateway.no_backend', 'certificate.intercepted'],
    decides: 'What it needs answers well when asked directly, at the moment when it fails.',
    source: 'Cloudflare, 18 November 2025, post-mortem',
  }),
  serviceMode({
    id: 'service.overloaded',
    effect: overloads,
    weight: 2,
    title: 'says that it is overloaded',
    remedy: 'shed or move load; honour its Retry-After before retrying',
    access: 0.25,
    partial: true,
    shows: { process: healthy, docker: healthy, prometheus: beyondLimits },
    sentBy: 'router.uneven',
    confusedWith: ['quota.rate_limited', 'gateway.cooldown', 'service.errors'],
    decides: 'Another account or region meets the same, so it is not our own limit.',
    source: 'anthropics/claude-code#3558 and #3633; Google Cloud, 12 June 2025',
  }),
];
