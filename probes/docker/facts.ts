import type { Fact, Measure } from '../../src/events/types.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Cgroup, Resource } from './cgroup.ts';
import { configDigest } from './config-digest.ts';
import { type Container, healthOf } from './container.ts';
import { exitCodeMeaning } from './exit-code.ts';
import { attachedGpus } from './gpus.ts';
import type { ContainerHistory } from './history.ts';

/** Characters of an id that Docker itself shows. */
const SHORT_ID_CHARACTERS = 12;
/** Mounts, ports and networks named in one fact. */
const NAMED = 8;
const NANO = 1e9;

/** What a change watcher and a person want to know; absent parts are left out. */
export function containerFacts(
  container: Container,
  imageDigest: string | null,
  cgroup: Cgroup,
  kept: KeptText,
): Readonly<Record<string, Fact>> {
  const { State: state, HostConfig: host, Config: config } = container;
  const facts: Record<string, Fact> = {};
  const put = (name: string, value: string | number | null | undefined) => {
    if (value === null || value === undefined || value === '') return;
    facts[`container.${name}`] = typeof value === 'number' ? value : kept.fact(value);
  };
  const ended = !state.Running && state.FinishedAt !== null;
  put('name', container.Name.replace(/^\//, ''));
  put('id', container.Id.slice(0, SHORT_ID_CHARACTERS));
  put('image', config.Image);
  put('image_id', container.Image);
  put('image_digest', imageDigest);
  put('config', configDigest(container));
  put('state', state.Status);
  put('health', healthOf(container)?.Status);
  put('health_output', healthOf(container)?.Log.at(-1)?.Output.trim());
  put('project', config.Labels?.['com.docker.compose.project']);
  put('service', config.Labels?.['com.docker.compose.service']);
  put('compose_config', config.Labels?.['com.docker.compose.config-hash']);
  put('pid', state.Pid || null);
  put('created', instant(container.Created));
  put('started', instant(state.StartedAt));
  put('finished', ended ? instant(state.FinishedAt) : null);
  put('exit', ended ? `${state.ExitCode}: ${exitCodeMeaning(state.ExitCode)}` : null);
  put('restarts', container.RestartCount);
  put('restart_policy', host.RestartPolicy?.Name);
  put('memory_limit_bytes', host.Memory || null);
  put('cpus', cpus(host));
  put('shm_bytes', host.ShmSize || null);
  put('oom_kills', cgroup.oomKills);
  put('gpus', gpus(attachedGpus(container)));
  put('mounts', mounts(container));
  put('ports', ports(container));
  put('networks', some(Object.keys(container.NetworkSettings.Networks ?? {})));
  put('error', state.Error);
  return facts;
}

function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function cpus({ NanoCpus, CpuQuota, CpuPeriod }: Container['HostConfig']): number | null {
  if (NanoCpus) return NanoCpus / NANO;
  return CpuQuota && CpuPeriod && CpuQuota > 0 ? CpuQuota / CpuPeriod : null;
}

function gpus(count: number): string | number | null {
  if (count === 0) return null;
  return Number.isFinite(count) ? count : 'all';
}

function mounts({ Mounts }: Container): string {
  return some(
    Mounts.map(
      ({ Source, Destination, RW }) => `${Source}:${Destination}${RW ? '' : ' (read-only)'}`,
    ),
  );
}

function ports({ NetworkSettings: { Ports } }: Container): string {
  return some(
    Object.entries(Ports ?? {}).flatMap(([port, bindings]) =>
      (bindings ?? []).map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}->${port}`),
    ),
  );
}

function some(items: readonly string[]): string {
  const more = items.length - NAMED;
  return items.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

export function containerMeasures(
  { State: state, HostConfig: host, RestartCount: restarts }: Container,
  { usedBytes, pressure }: Cgroup,
  { throttledPercent }: ContainerHistory,
  nowMs: number,
): readonly Measure[] {
  const measures: Measure[] = [{ name: 'container.restarts', value: restarts, unit: 'count' }];
  if (state.Running && state.StartedAt !== null) {
    const upMs = Math.max(0, Math.round(nowMs - state.StartedAt));
    measures.push({ name: 'container.up', value: upMs, unit: 'ms' });
  }
  if (usedBytes !== null) {
    measures.push({ name: 'container.memory_used', value: usedBytes, unit: 'bytes' });
  }
  if (host.Memory) {
    measures.push({ name: 'container.memory_limit', value: host.Memory, unit: 'bytes' });
  }
  if (throttledPercent !== null) {
    measures.push({ name: 'container.throttled', value: rounded(throttledPercent), unit: '%' });
  }
  for (const [resource, line] of waitingLines) {
    const waited = pressure[resource]?.[line]?.avg10;
    if (waited === undefined) continue;
    measures.push({ name: `container.${resource}_waiting`, value: waited, unit: '%' });
  }
  return measures;
}

/** For the processor some task that waits is normal, and that all do cannot be. */
const waitingLines: readonly (readonly [Resource, 'some' | 'full'])[] = [
  ['cpu', 'some'],
  ['memory', 'full'],
  ['io', 'full'],
];

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** `healthy, vllm:0.12`. */
export function wellWords(container: Container, kept: KeptText): SafeText {
  const { Config: config } = container;
  const health = healthOf(container)?.Status === 'healthy' ? 'healthy' : 'running';
  return config.Image ? safe`${health}, ${kept.fact(config.Image)}` : safe`${health}`;
}
