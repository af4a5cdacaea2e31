import { formatDuration } from '../../src/platform/duration.ts';
import { safe } from '../../src/text/sanitise.ts';
import { durationMsOf } from '../data/options.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Judgement } from '../system/judgement.ts';

/** One try to have a machine, as the cloud's own records tell of it. */
export interface Start {
  readonly atMs: number;
  readonly failed: boolean;
  /** The code, or the words that hold it; from outside. */
  readonly words: string;
}

/**
 * Codes → what they mean, in the words of all three clouds; the first that fits. A code that is in
 * neither list tells of a mistake in the request. Source: the vendors' pages of error codes.
 */
const meanings: readonly (readonly ['cloud.quota' | 'cloud.capacity', RegExp])[] = [
  [
    'cloud.quota',
    /\b(?:VcpuLimitExceeded|InstanceLimitExceeded|MaxSpotInstanceCountExceeded|QUOTA_EXCEEDED|quotaExceeded|QuotaExceeded)\b|current (?:instance|vCPU) limit|exceed\w* (?:the )?(?:approved .{0,60}|.{0,40})quota/i,
  ],
  [
    'cloud.capacity',
    /\b(?:InsufficientInstanceCapacity|InsufficientHostCapacity|InsufficientReservedInstanceCapacity|InsufficientCapacityOnOutpost|UnfulfillableCapacity|\w*RESOURCE_POOL_EXHAUSTED\w*|GPU_STOCKOUT|STOCKOUT|AllocationFailed|ZonalAllocationFailed|OverconstrainedAllocationRequest|OverconstrainedZonalAllocationRequest|SkuNotAvailable)\b|do(?:es)? not have (?:sufficient|enough) \S{1,80} (?:capacity|available)|does not have enough resources available|no Spot capacity available/i,
  ],
];

export function meaningOfStart(words: string): 'cloud.quota' | 'cloud.capacity' | undefined {
  return meanings.find(([, pattern]) => pattern.test(words))?.[0];
}

/** Failed starts of the last while that no later success has answered. */
export function startJudgements(
  starts: readonly Start[],
  within: string,
  nowMs: number,
  kept: KeptText,
): readonly Judgement<'cloud.quota' | 'cloud.capacity'>[] {
  const newestFirst = starts.toSorted((a, b) => b.atMs - a.atMs);
  const sinceMs = nowMs - durationMsOf(within);
  const lastSuccessMs = newestFirst.find(({ failed }) => !failed)?.atMs ?? Number.NEGATIVE_INFINITY;
  const open = newestFirst.filter(
    ({ atMs, failed }) => failed && atMs >= sinceMs && atMs > lastSuccessMs,
  );
  return open.flatMap(({ atMs, words }) => {
    const symptom = meaningOfStart(words);
    if (symptom === undefined) return [];
    const what = symptom === 'cloud.quota' ? 'quota' : 'no capacity';
    const age = formatDuration(Math.max(0, nowMs - atMs));
    return [
      {
        symptom,
        summary: safe`${what}: a start failed ${age} ago`,
        evidence: safe`${new Date(atMs).toISOString()}: ${kept.body(Buffer.from(words))}`,
      },
    ];
  });
}
