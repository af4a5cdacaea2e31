import type { Fact, Measure } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import { judged, type StoreFailure, slowness, storeFailureFinding } from '../data/finding.ts';
import { secretFinding } from '../http/look.ts';
import { dial } from '../network/dial.ts';
import { attemptFacts, failureFinding, type Seen } from '../network/finding.ts';
import { KeptText } from '../network/kept-text.ts';
import { PhaseClock } from '../network/phase-clock.ts';
import { tlsFacts, tlsMeasures } from '../network/tls-finding.ts';
import type { Finding, LookContext } from '../probe.ts';
import { LookMemory } from '../system/memory.ts';
import { type Info, numberIn, parseInfo } from './info.ts';
import { type Counters, countersIn, judgeInfo } from './judge.ts';
import { lookAtKey } from './key.ts';
import type { RedisOptions } from './options.ts';
import { RedisSession } from './session.ts';
import { redisSymptoms } from './symptoms.ts';
import { type RedisTarget, targetOf } from './target.ts';

/** Counters of the last look at each server, of which only the rise counts. */
const counters = new LookMemory<Counters>();

/** What one look goes by. */
interface Look {
  readonly options: RedisOptions;
  readonly target: RedisTarget;
  readonly password: string | undefined;
  readonly context: LookContext;
  readonly time: PhaseClock;
  readonly kept: KeptText;
}

export async function lookAtRedis(options: RedisOptions, context: LookContext): Promise<Finding> {
  const kept = new KeptText(context.redactor);
  const target = targetOf(options.url);
  const time = new PhaseClock(context);
  let password: string | undefined;
  try {
    if (options.password !== undefined) password = await context.secret(options.password);
  } catch (error) {
    return secretFinding(error, kept);
  }
  const { endpoint, secure } = target;
  const { clock, vantage } = context;
  const tls = { ...options, servername: options.servername ?? endpoint.host, clock };
  const dialled = await dial(
    { ...options, endpoint, tls: secure ? tls : undefined, vantage },
    time,
  );
  const nowMs = clock.now();
  const seen = {
    facts: {
      ...attemptFacts(dialled.attempts, endpoint.port),
      ...(dialled.tls ? tlsFacts(dialled.tls, nowMs, kept) : {}),
    },
    measures: dialled.tls ? tlsMeasures(dialled.tls, nowMs) : [],
  };
  if (dialled.kind === 'failure') {
    return failureFinding(dialled.failure, { phases: time.phases(), ...seen }, kept);
  }
  const session = await RedisSession.on(dialled.socket, time);
  try {
    return await lookWithin(session, { options, target, password, context, time, kept }, seen);
  } finally {
    session.end();
  }
}

async function lookWithin(
  session: RedisSession,
  look: Look,
  before: Required<Pick<Seen, 'facts' | 'measures'>>,
): Promise<Finding> {
  const { options, context, time, kept } = look;
  const seenWith = (facts: Record<string, Fact> = {}, measures: readonly Measure[] = []): Seen => ({
    phases: time.phases(),
    facts: { ...before.facts, ...facts },
    measures: [...before.measures, ...measures],
  });
  const fails = (failure: StoreFailure, facts?: Record<string, Fact>): Finding =>
    storeFailureFinding(failure, seenWith(facts), kept);
  const entered = await enter(session, look);
  if (entered) return fails(entered);
  const pingStartMs = time.elapsedMs();
  const ping = await session.ask('PING');
  const pingMs = time.elapsedMs() - pingStartMs;
  // A server that loads, or a replica without its primary, still tells of itself.
  if (ping.kind === 'failure' && !tellsOfItself(ping.failure)) return fails(ping.failure);
  const answer = await session.ask('INFO');
  if (answer.kind === 'failure') {
    return fails(ping.kind === 'failure' ? ping.failure : answer.failure);
  }
  const info = parseInfo(String(answer.value));
  const facts = infoFacts(info, kept);
  const key = `${options.url} ${options.connectTo ?? ''}`;
  const earlier = counters.recall(key);
  counters.keep(key, countersIn(info));
  const signs = judgeInfo(info, earlier, options);
  if (ping.kind === 'failure' && signs.length === 0) return fails(ping.failure, facts);
  const atKey = await lookAtKey(session, options, context.clock.now(), kept);
  // A server that is known to be ill already need not answer for a key.
  if (atKey.kind === 'failure' && signs.length === 0) return fails(atKey.failure, facts);
  const tookMs = time.elapsedMs();
  const judgements = [
    ...signs,
    ...(atKey.kind === 'answer' ? atKey.value : []),
    ...slowness(tookMs, options.slowMs),
  ];
  const version = kept.fact(info.get('redis_version') ?? '?');
  const well = safe`${facts['store.role'] ?? 'server'} ${version}, ping ${Math.round(pingMs)} ms`;
  const measures = [
    { name: 'store.ping', value: rounded(pingMs), unit: 'ms' },
    ...measuresOf(info),
  ];
  return judged(judgements, redisSymptoms, context, well, seenWith(facts, measures));
}

/** Logs in and takes the database; what went wrong with it. */
async function enter(
  session: RedisSession,
  { target: { user, database }, password }: Look,
): Promise<StoreFailure | null> {
  const started = await session.start();
  if (started.kind === 'failure') return started.failure;
  if (password !== undefined) {
    const login = await session.ask('AUTH', ...(user === '' ? [] : [user]), password);
    if (login.kind === 'failure') return login.failure;
  }
  if (database === 0) return null;
  const selected = await session.ask('SELECT', String(database));
  return selected.kind === 'failure' ? selected.failure : null;
}

function tellsOfItself({ symptom }: StoreFailure): boolean {
  return ['store.not_ready', 'store.primary_lost', 'store.not_saving', 'store.locked'].includes(
    symptom,
  );
}

function infoFacts(info: Info, kept: KeptText): Record<string, Fact> {
  const facts: Record<string, Fact> = {};
  const roles: Readonly<Record<string, string>> = { master: 'primary', slave: 'replica' };
  const text = (name: string, value: string | undefined): void => {
    if (value !== undefined) facts[name] = kept.fact(value);
  };
  text('store.version', info.get('redis_version'));
  text('store.role', roles[info.get('role') ?? ''] ?? info.get('role'));
  text('store.primary', info.get('master_host'));
  text('store.eviction', info.get('maxmemory_policy'));
  const replicas = numberIn(info, 'connected_slaves');
  if (replicas !== undefined) facts['store.replicas'] = replicas;
  return facts;
}

/** Field of INFO → measure and unit. */
const measured: readonly (readonly [field: string, name: string, unit: string])[] = [
  ['connected_clients', 'store.connections', 'count'],
  ['blocked_clients', 'store.blocked', 'count'],
  ['used_memory', 'store.memory', 'bytes'],
  ['maxmemory', 'store.memory_most', 'bytes'],
  ['evicted_keys', 'store.evicted', 'count'],
  ['rejected_connections', 'store.rejected', 'count'],
  ['master_last_io_seconds_ago', 'store.lag', 's'],
  ['instantaneous_ops_per_sec', 'store.requests', '1/s'],
];

function measuresOf(info: Info): readonly Measure[] {
  return measured.flatMap(([field, name, unit]) => {
    const value = numberIn(info, field);
    // -1: there is no such time; maxmemory 0: there is no limit.
    return value === undefined || value < 0 || (field === 'maxmemory' && value === 0)
      ? []
      : [{ name, value, unit }];
  });
}

function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
