import { z } from 'zod';
import type { Fact, Measure } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { PrometheusApi } from './api.ts';
import { freshnessOf, overdue } from './freshness.ts';
import { type Problem, problemOfRefusal } from './problem.ts';
import { quoted } from './promql.ts';
import { type QueryResult, type Series, seriesOf } from './result.ts';

/** Counters of samples or blocks lost. Each is 0 in health; what they count is told in words. */
const LOSSES: Readonly<Record<string, string>> = {
  prometheus_tsdb_wal_corruptions_total: 'corruptions of the write-ahead log',
  prometheus_tsdb_wal_writes_failed_total: 'failed writes of the write-ahead log',
  prometheus_tsdb_wal_truncations_failed_total: 'failed truncations of the write-ahead log',
  prometheus_tsdb_checkpoint_creations_failed_total: 'failed checkpoints',
  prometheus_tsdb_checkpoint_deletions_failed_total: 'failed deletions of checkpoints',
  prometheus_tsdb_head_truncations_failed_total: 'failed truncations of the head block',
  prometheus_tsdb_compactions_failed_total: 'failed compactions',
  prometheus_tsdb_reloads_failures_total: 'failed reloads of blocks',
  prometheus_target_scrapes_sample_out_of_order_total: 'samples out of order',
  prometheus_target_scrapes_sample_out_of_bounds_total: 'samples out of bounds',
  prometheus_target_scrapes_sample_duplicate_timestamp_total: 'samples with the time of another',
};
/** Found when the server starts: they stand in the counter from its first sample on. */
const SINCE_START = new Set(['prometheus_tsdb_wal_corruptions_total']);
/** What was lost longer ago has been seen. */
const WINDOW = '10m';
const MAX_TOLD = 3;

const ruleList = z.object({
  groups: z.array(
    z.object({
      name: z.string().catch(''),
      rules: z
        .array(
          z.object({
            name: z.string().catch(''),
            health: z.string().catch(''),
            lastError: z.string().catch(''),
          }),
        )
        .catch([]),
    }),
  ),
});

export interface ServerLook {
  readonly measures: readonly Measure[];
  readonly facts: Readonly<Record<string, Fact>>;
  readonly problems: readonly Problem[];
}

/** What only concerns the Prometheus itself: its storage, its rules, all its targets. */
export async function lookAtServer(
  atSeconds: number,
  staleScrapes: number,
  api: PrometheusApi,
  kept: KeptText,
): Promise<ServerLook> {
  const parts = await Promise.all([
    lookAtStorage(atSeconds, api, kept),
    lookAtNewest(atSeconds, staleScrapes, api),
    lookAtRules(api, kept),
    countTargets(atSeconds, api, kept),
  ]);
  return {
    measures: parts.flatMap(({ measures }) => measures),
    facts: Object.assign({}, ...parts.map(({ facts }) => facts)),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

/** It must scrape itself for that, which nearly all do; a fact says where it does not. */
async function lookAtStorage(
  atSeconds: number,
  api: PrometheusApi,
  kept: KeptText,
): Promise<ServerLook> {
  const query = `{__name__=~"${Object.keys(LOSSES).join('|')}"}[${WINDOW}]`;
  const result = seriesOf(await api.get('query', { query, time: String(atSeconds) }));
  if (result.kind === 'refused') {
    return { ...nothing, problems: [problemOfRefusal('storage', result, kept)] };
  }
  const losses = result.series.flatMap((one) => {
    const name = one.labels.__name__ ?? '';
    const count = SINCE_START.has(name) ? (one.samples.at(-1)?.value ?? 0) : increaseOf(one);
    const what = Object.hasOwn(LOSSES, name) ? LOSSES[name] : undefined;
    return count > 0 && what !== undefined ? [{ name, count, what }] : [];
  });
  return {
    facts: { 'prometheus.scrapes_itself': result.series.length > 0 },
    measures: losses.map(({ name, count }) => ({ name, value: count, unit: 'count' })),
    problems: losses.slice(0, MAX_TOLD).map(({ name, count, what }) => ({
      symptom: 'prometheus.storage',
      evidence: safe`${Math.round(count)} ${what} ${SINCE_START.has(name) ? 'since its start' : `in ${WINDOW}`}`,
    })),
  };
}

const nothing: ServerLook = { measures: [], facts: {}, problems: [] };

/** What a counter grew by over its samples; it begins anew at 0 when its process does. */
export function increaseOf({ samples }: Series): number {
  return samples.reduce((sum, { value }, index) => {
    const before = samples[index - 1]?.value;
    if (before === undefined) return sum;
    return sum + (value >= before ? value - before : value);
  }, 0);
}

/**
 * On a full disk nothing is stored any more, the counters that tell of it among it: what is left to
 * see is that even of the target that was stored last nothing newer comes.
 */
async function lookAtNewest(
  atSeconds: number,
  staleScrapes: number,
  api: PrometheusApi,
): Promise<ServerLook> {
  const newest = `topk(1, max_over_time(timestamp(up)[${WINDOW}:15s]))`;
  const result = seriesOf(await api.get('query', { query: newest, time: String(atSeconds) }));
  const labels = result.kind === 'series' ? result.series[0]?.labels : undefined;
  if (!labels) return nothing;
  const { job = '', instance = '' } = labels;
  const selector = `up{job=${quoted(job)}, instance=${quoted(instance)}}`;
  const freshness = await freshnessOf(selector, atSeconds, api);
  if (!freshness || freshness.ageSeconds === null || overdue(freshness) <= staleScrapes) {
    return nothing;
  }
  const age = Math.round(freshness.ageSeconds);
  const every = Math.round(freshness.intervalSeconds * 10) / 10;
  const evidence = safe`nothing was stored for ${age} s, targets are scraped every ${every} s`;
  return { ...nothing, problems: [{ symptom: 'prometheus.storage', evidence }] };
}

async function lookAtRules(api: PrometheusApi, kept: KeptText): Promise<ServerLook> {
  const answer = await api.get('rules');
  if (answer.kind === 'refused') {
    return { ...nothing, problems: [problemOfRefusal('rules', answer, kept)] };
  }
  const parsed = ruleList.safeParse(answer.data);
  if (!parsed.success) {
    const evidence = safe`rules: no list of rules`;
    return { ...nothing, problems: [{ symptom: 'prometheus.malformed', evidence }] };
  }
  const rules = parsed.data.groups.flatMap((group) =>
    group.rules.map((rule) => ({ ...rule, group: group.name })),
  );
  const failing = rules.filter(({ health }) => health === 'err');
  return {
    facts: {},
    measures: [
      { name: 'prometheus.rules', value: rules.length, unit: 'count' },
      { name: 'prometheus.rules_failing', value: failing.length, unit: 'count' },
    ],
    problems: failing.slice(0, MAX_TOLD).map(({ group, name, lastError }) => ({
      symptom: 'prometheus.rule_failures',
      evidence: kept.fact(`rule ${name} of ${group}: ${lastError}`),
    })),
  };
}

/** Targets that are down are faults of theirs, not of the server: only their number is told. */
async function countTargets(
  atSeconds: number,
  api: PrometheusApi,
  kept: KeptText,
): Promise<ServerLook> {
  const ask = async (query: string) =>
    seriesOf(await api.get('query', { query, time: String(atSeconds) }));
  const [all, down] = await Promise.all([ask('count(up)'), ask('count(up == 0)')]);
  if (all.kind === 'refused') {
    return { ...nothing, problems: [problemOfRefusal('targets', all, kept)] };
  }
  const count = (one: QueryResult) =>
    one.kind === 'series' ? (one.series[0]?.samples[0]?.value ?? 0) : 0;
  return {
    ...nothing,
    measures: [
      { name: 'prometheus.targets', value: count(all), unit: 'count' },
      { name: 'prometheus.targets_down', value: count(down), unit: 'count' },
    ],
  };
}
