import type { LinkKind } from '../../src/chain/types.ts';
import type { Condition, Effect } from './condition.ts';
import type { Dice } from './dice.ts';

/** A way in which something breaks, as it happens; what can be seen of it comes out of the walk. */
export interface Mechanism {
  readonly name: string;
  readonly kinds: readonly LinkKind[];
  /** Fault modes of the catalogue that name it rightly. */
  readonly modes: readonly string[];
  /** May hit a part of the requests only. */
  readonly partial?: true;
  draw(dice: Dice): Pick<Condition, 'effect' | 'shows' | 'status' | 'delayMs'>;
}

const serving: readonly LinkKind[] = [
  'gateway',
  'router',
  'provider',
  'inference-server',
  'service',
  'store',
  'datanet',
];
const speaking: readonly LinkKind[] = ['provider', 'inference-server'];

const plain = (effect: Effect, shows: Condition['shows'] = {}) => ({ effect, shows });

function simple(
  name: string,
  kinds: readonly LinkKind[],
  effect: Effect | null,
  modes: readonly string[],
  shows: Condition['shows'] = {},
  partial = false,
): Mechanism {
  return {
    name,
    kinds,
    modes,
    ...(partial ? { partial: true as const } : {}),
    draw: () => ({ effect, shows }),
  };
}

const names: readonly Mechanism[] = [
  simple('name deleted', ['dns'], 'dns.nxdomain', ['dns.name_missing'], { dns: 'dns.nxdomain' }),
  simple('record empty', ['dns'], 'dns.nodata', ['dns.empty'], { dns: 'dns.nodata' }),
  simple('resolver fails', ['dns'], 'dns.servfail', ['dns.server_failure'], {
    dns: 'dns.servfail',
  }),
  simple('resolver silent', ['dns'], 'dns.timeout', ['dns.silent', 'dns.down'], {
    dns: 'dns.timeout',
  }),
  simple('record wrong', ['dns'], 'wrong-address', ['dns.wrong_address'], {
    dns: 'dns.wrong_answer',
  }),
];

const certificates: readonly Mechanism[] = [
  simple('certificate expired', ['certificate'], 'tls.expired', ['certificate.expired']),
  simple('issuer not trusted', ['certificate'], 'tls.unknown_ca', ['certificate.untrusted']),
  simple('chain incomplete', ['certificate'], 'tls.incomplete_chain', [
    'certificate.untrusted',
    'certificate.intermediate_missing',
  ]),
  simple('name not covered', ['certificate'], 'tls.name_mismatch', ['certificate.wrong_name']),
];

const networks: readonly Mechanism[] = [
  simple('packets dropped', ['network'], 'swallow', ['network.blocked'], {}, true),
  simple('packets rejected', ['network'], 'reject', ['network.rejected'], {}, true),
  {
    name: 'packets late',
    kinds: ['network'],
    modes: ['network.slow'],
    draw: (dice) => ({ effect: 'late-packets', shows: {}, delayMs: dice.between(500, 1_300) }),
  },
];

const services: readonly Mechanism[] = [
  simple('process crashed', serving, 'refuse', [
    'service.crashed',
    'service.refusing',
    'engine.oom_killed',
  ]),
  simple('process frozen', serving, 'freeze', ['service.stopped', 'service.hung']),
  simple('connections dropped', serving, 'reset', ['service.resets'], {}, true),
  simple('packets swallowed', serving, 'swallow', ['service.unreachable']),
  {
    name: 'answers errors',
    kinds: serving,
    modes: ['service.errors', 'engine.dead', 'gateway.no_backend', 'gateway.backend_address'],
    partial: true,
    draw: (dice) => ({ ...plain('errors'), status: dice.pick([500, 500, 503, 502]) }),
  },
  {
    name: 'answers late',
    kinds: serving,
    modes: ['service.slow', 'engine.overloaded', 'engine.hung'],
    draw: (dice) => ({ ...plain('slow'), delayMs: dice.between(700, 2_200) }),
  },
  {
    name: 'routes wrongly',
    kinds: ['gateway', 'router'],
    modes: ['service.misrouted', 'model.missing'],
    draw: (dice) => ({ ...plain('misroute'), status: dice.pick([404, 404, 302, 403]) }),
  },
];

const engines: readonly Mechanism[] = [
  simple('engine hangs', speaking, 'engine-hang', ['engine.hung'], {}, true),
  simple('engine fails', speaking, 'engine-errors', ['engine.dead', 'service.errors'], {}, true),
  {
    name: 'queue full',
    kinds: speaking,
    modes: ['engine.overloaded', 'service.slow', 'engine.hung'],
    draw: (dice) => ({ ...plain('engine-slow'), delayMs: dice.between(1_200, 2_500) }),
  },
  {
    name: 'overloaded',
    kinds: speaking,
    modes: ['service.overloaded'],
    partial: true,
    draw: (dice) => ({ ...plain('overload'), status: dice.pick([503, 529]) }),
  },
  simple('loading', ['inference-server'], 'loading', ['engine.loading']),
  simple('model absent', speaking, 'no-model', ['model.missing']),
  simple('another model', speaking, 'other-model', ['model.wrong']),
  simple('weights corrupt', speaking, 'corrupt', ['model.corrupt']),
  simple('streams cut', speaking, 'cut', ['stream.truncated'], {}, true),
  simple('streams stall', speaking, 'stall', ['stream.stalls'], {}, true),
];

const metered: readonly LinkKind[] = ['gateway', 'provider'];
const keys: readonly Mechanism[] = [
  simple('key revoked', metered, 'key', ['auth.key_revoked']),
  simple('quota used up', metered, 'quota', ['quota.exhausted']),
  simple('rate limited', metered, 'rate', ['quota.rate_limited'], {}, true),
];

/** Stores that answer health checks by looking at what they store. */
const stores: readonly Mechanism[] = [
  {
    name: 'store full',
    kinds: ['store'],
    modes: ['store.full'],
    draw: () => ({ ...plain('data'), status: 507 }),
  },
  {
    name: 'object missing',
    kinds: ['store', 'datanet'],
    modes: ['store.object_missing'],
    draw: () => ({ ...plain('data'), status: 404 }),
  },
];

const gpus: readonly Mechanism[] = [
  simple('GPU lost', ['gpu'], 'no-gpu', ['gpu.lost'], { gpu: 'gpu.lost' }),
  simple('XID', ['gpu'], 'no-gpu', ['gpu.xid'], { gpu: 'gpu.xid' }),
  simple('driver mismatch', ['gpu'], null, ['gpu.driver'], { gpu: 'gpu.library_mismatch' }),
  simple('driver hung', ['gpu'], 'no-gpu', ['gpu.driver_hung'], { gpu: 'gpu.smi_hung' }),
  simple('memory errors', ['gpu'], null, ['gpu.ecc'], { gpu: 'gpu.ecc_uncorrected' }),
  {
    name: 'throttled',
    kinds: ['gpu'],
    modes: ['gpu.throttled'],
    draw: (dice) => ({
      effect: dice.chance(0.7) ? 'engine-slow' : null,
      shows: { gpu: 'gpu.throttle_thermal' },
      delayMs: dice.between(800, 2_000),
    }),
  },
];

const hosts: readonly Mechanism[] = [
  simple('host down', ['host'], 'swallow', ['host.down']),
  simple('disk full', ['host'], 'disk', ['host.disk_full'], { host: 'host.disk_full' }),
  {
    name: 'memory short',
    kinds: ['host'],
    modes: ['host.memory'],
    draw: (dice) => ({
      ...plain('slow', { host: 'host.mem_pressure' }),
      delayMs: dice.between(600, 1_800),
    }),
  },
  {
    name: 'processors busy',
    kinds: ['host'],
    modes: ['host.load'],
    draw: (dice) => ({
      ...plain('slow', { host: 'host.load' }),
      delayMs: dice.between(500, 1_500),
    }),
  },
];

const boxes: readonly Mechanism[] = [
  simple('container exited', ['container'], 'refuse', ['container.exited'], {
    docker: 'docker.exited',
  }),
  simple('container killed for memory', ['container'], 'refuse', ['container.oom_killed'], {
    docker: 'docker.oom_killed',
  }),
  simple('container restarts', ['container'], 'refuse', ['container.restart_loop'], {
    docker: 'docker.restart_loop',
  }),
  simple('container paused', ['container'], 'freeze', ['container.paused'], {
    docker: 'docker.paused',
  }),
  simple('process gone', ['process'], 'refuse', ['process.gone'], { process: 'process.absent' }),
  simple('process killed for memory', ['process'], 'refuse', ['process.oom_killed'], {
    process: 'process.oom_killed',
  }),
  simple('process stopped', ['process'], 'freeze', ['process.stopped'], {
    process: 'process.stopped',
  }),
];

/** Containers whose processor time is cut by a limit; the others lose it to neighbours, or are pinned to few cores. */
const limited = 0.8;

const starved: readonly Mechanism[] = [
  {
    name: 'too little processor',
    kinds: ['container'],
    modes: ['container.cpu_limit'],
    // Who answers late for want of time is held back in most of its periods, and the kernel counts that of a limit
    // alone: nothing counts what neighbours take.
    draw: (dice) => ({
      ...plain('slow', dice.chance(limited) ? { docker: 'docker.cpu_throttled' } : {}),
      delayMs: dice.between(700, 2_200),
    }),
  },
  {
    name: 'too little processor',
    kinds: ['process'],
    modes: ['process.starved'],
    draw: (dice) => ({ ...plain('slow'), delayMs: dice.between(700, 2_200) }),
  },
];

export const mechanisms: readonly Mechanism[] = [
  ...names,
  ...certificates,
  ...networks,
  ...services,
  ...engines,
  ...keys,
  ...stores,
  ...gpus,
  ...hosts,
  ...boxes,
  ...starved,
];

const byKind = Map.groupBy(
  mechanisms.flatMap((mechanism) => mechanism.kinds.map((kind) => ({ kind, mechanism }))),
  ({ kind }) => kind,
);

export function mechanismsOf(kind: LinkKind): readonly Mechanism[] {
  return (byKind.get(kind) ?? []).map(({ mechanism }) => mechanism);
}
