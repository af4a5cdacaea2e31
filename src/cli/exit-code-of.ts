import type { Ruling } from '../events/ruling.ts';
import type { Observation } from '../events/types.ts';
import type { Verdict } from '../events/verdict.ts';
import { ExitCode } from '../platform/exit-codes.ts';

/** Of a look at a link: what came of it. */
type Seen = Pick<Observation, 'link' | 'outcome'>;

/**
 * What a check says to the script that called it. A fault is a fault even where some looks were
 * impossible; without one, a chain with a link that weaklink could not look at is not called
 * healthy. A broken policy is told like a fault.
 */
export function exitCodeOf(
  verdict: Verdict,
  observations: readonly Seen[],
  policies: readonly Ruling[] = [],
): ExitCode {
  if (policies.some(({ state }) => state === 'broken')) return ExitCode.Fault;
  if (verdict.status === 'fault') return ExitCode.Fault;
  const suffering = observations.some(({ outcome }) => isBad(outcome));
  if (verdict.status === 'undetermined' && suffering) return ExitCode.Fault;
  const healthy = verdict.status === 'healthy' && sawEveryLink(observations);
  return healthy ? ExitCode.Healthy : ExitCode.CouldNotLook;
}

/** Whether at least one look at each link that was looked at could see it. Nothing seen is no health. */
function sawEveryLink(observations: readonly Seen[]): boolean {
  const seen = new Set(
    observations.filter(({ outcome }) => outcome !== 'unknown').map(({ link }) => link),
  );
  return seen.size > 0 && observations.every(({ link }) => seen.has(link));
}

function isBad(outcome: Observation['outcome']): boolean {
  return outcome === 'failed' || outcome === 'degraded';
}
