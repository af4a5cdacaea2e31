import type { Fact, Measure } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import { judged, type StoreFailure, slowness, storeFailureFinding } from '../data/finding.ts';
import type { Seen } from '../network/finding.ts';
import { KeptText } from '../network/kept-text.ts';
import type { Finding, LookContext } from '../probe.ts';
import { judgeState } from './judge.ts';
import { type OpenPostgres, openPostgres } from './open.ts';
import type { PostgresOptions } from './options.ts';
import { readState, type ServerState } from './state.ts';
import { postgresSymptoms } from './symptoms.ts';
import { lookAtTable, type TableSeen } from './table.ts';

/** What one look goes by. */
interface Look {
  readonly options: PostgresOptions;
  readonly context: LookContext;
  readonly kept: KeptText;
}

export async function lookAtPostgres(
  options: PostgresOptions,
  context: LookContext,
): Promise<Finding> {
  const kept = new KeptText(context.redactor);
  const opened = await openPostgres(options, context, kept);
  if ('outcome' in opened) return opened;
  try {
    return await lookWithin(opened, { options, context, kept });
  } finally {
    await opened.session.end();
  }
}

async function lookWithin(
  { session, target, time, seen: before }: OpenPostgres,
  { options, context, kept }: Look,
): Promise<Finding> {
  const loginStartMs = time.elapsedMs();
  const login = await session.login();
  const loginMs = time.elapsedMs() - loginStartMs;
  const seenWith = (facts: Record<string, Fact> = {}, measures: readonly Measure[] = []): Seen => ({
    phases: time.phases(),
    facts: { ...before.facts, ...facts },
    measures: [...before.measures, milliseconds('store.login', loginMs), ...measures],
  });
  const fails = (failure: StoreFailure, facts?: Record<string, Fact>): Finding =>
    storeFailureFinding(failure, seenWith(facts), kept);
  if (login.kind === 'failure') return fails(login.failure);
  const queryStartMs = time.elapsedMs();
  const begun = await session.begin();
  if (begun.kind === 'failure') return fails(begun.failure);
  const state = await readState(session);
  if (state.kind === 'failure') return fails(state.failure);
  const facts = stateFacts(state.value, kept);
  let table: TableSeen = { judgements: [], facts: {}, measures: [] };
  if (options.table) {
    const key = `${options.url} ${options.connectTo ?? ''}`;
    const asked = await lookAtTable(session, options.table, key, context.clock.now());
    if (asked.kind === 'failure') return fails(asked.failure, facts);
    table = asked.value;
  }
  const queryMs = time.elapsedMs() - queryStartMs;
  const tookMs = time.elapsedMs();
  const judgements = [
    ...judgeState(state.value, options),
    ...table.judgements,
    ...slowness(tookMs, options.slowMs),
  ];
  const role = state.value.inRecovery ? 'replica' : 'primary';
  const well = safe`${role} ${kept.fact(majorOf(state.value.version))}, ${Math.round(tookMs)} ms, ${target.database}`;
  return judged(
    judgements,
    postgresSymptoms,
    context,
    well,
    seenWith({ ...facts, ...table.facts }, [
      milliseconds('store.query', queryMs),
      ...stateMeasures(state.value),
      ...table.measures,
    ]),
  );
}

/** `15.18 (Debian 15.18-0+deb12u1)` → `15.18`. */
function majorOf(version: string): string {
  return version.split(' ', 1).join();
}

function stateFacts(state: ServerState, kept: KeptText): Record<string, Fact> {
  return {
    'store.version': kept.fact(state.version),
    'store.role': state.inRecovery ? safe`replica` : safe`primary`,
    'store.started': kept.fact(state.startedAt),
    'store.connections_most': state.mostConnections,
    ...(state.follows === null ? {} : { 'store.hears_primary': state.follows }),
  };
}

function stateMeasures(state: ServerState): readonly Measure[] {
  const { connections, mostConnections, oldestTransaction, waiting, longestWait, lag } = state;
  const seconds = (name: string, value: number | null): readonly Measure[] =>
    value === null ? [] : [{ name, value: Math.round(value * 1_000) / 1_000, unit: 's' }];
  const used = Math.round((connections / Math.max(1, mostConnections)) * 1_000) / 10;
  return [
    { name: 'store.connections', value: connections, unit: 'count' },
    { name: 'store.connections_used', value: used, unit: '%' },
    { name: 'store.waiting', value: waiting, unit: 'count' },
    ...seconds('store.longest_wait', longestWait),
    ...seconds('store.oldest_transaction', oldestTransaction),
    ...seconds('store.lag', lag),
  ];
}

function milliseconds(name: string, ms: number): Measure {
  return { name, value: Math.round(ms * 1_000) / 1_000, unit: 'ms' };
}
