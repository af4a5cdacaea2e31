import type { Finding } from '../../probes/probe.ts';
import { safe } from '../text/sanitise.ts';

/** Symptoms that compare a duration: `http.slow`, `llm.slow_tokens`. */
const SLOW = /slow/;
/** Symptoms of having waited in vain: `tcp.timeout`, `llm.stall`. */
const WAITED = /timeout|stall/;
/** Share of the deadline that this process must have lost before a wait in vain may be its own doing. */
const LOST_SHARE = 0.25;

export interface OwnDelay {
  /** Milliseconds for which this process itself stood still during the look; 0 when it did not. */
  readonly stalledMs: number;
  readonly deadlineMs: number;
  /** The look was cut off for taking too long, which is a wait in vain, too. */
  readonly wasCut: boolean;
}

/**
 * What a finding is worth when this process itself stood still in the middle (a busy machine,
 * Ctrl-Z): the delay may be our own, so nobody is called slow or silent for it.
 * The fact `disturbed` says that the times of this look mean nothing.
 */
export function withoutOwnDelay(finding: Finding, own: OwnDelay): Finding {
  const { stalledMs } = own;
  if (stalledMs === 0) return finding;
  const symptom = finding.symptom ?? '';
  const waited = own.wasCut || WAITED.test(symptom);
  const disturbed = !waited || stalledMs >= own.deadlineMs * LOST_SHARE;
  const facts = { ...finding.facts, disturbed, disturbed_ms: Math.round(stalledMs) };
  if (disturbed && waited) return stoodStill({ ...finding, facts }, stalledMs);

  const [next = null, ...rest] = (finding.alsoSeen ?? []).filter((also) => !SLOW.test(also));
  if (!SLOW.test(symptom)) return { ...finding, facts };
  return {
    ...finding,
    outcome: next ? finding.outcome : 'ok',
    symptom: next,
    alsoSeen: rest,
    facts,
  };
}

function stoodStill(finding: Finding, stalledMs: number): Finding {
  return {
    ...finding,
    outcome: 'unknown',
    symptom: 'self.resource',
    alsoSeen: [],
    summary: safe`this machine stood still for ${Math.round(stalledMs)} ms`,
    evidence: [safe`${finding.symptom}: ${finding.summary}`, ...(finding.evidence ?? [])],
  };
}
