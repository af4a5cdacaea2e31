import type { Finding } from '../../probes/probe.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import type { PlannedLook } from './plan.ts';

/** Symptoms that compare a duration: `http.slow`, `llm.slow_tokens`. */
const SLOW = /slow/;
const SLOW_TOKENS = /slow_tokens/;
/** Symptoms of having waited in vain: `tcp.timeout`, `llm.stall`, `gpu.smi_hung`. */
const WAITED = /timeout|stall|smi_hung|mount_hung/;
/** Share of the deadline that this process must have lost before a wait in vain may be its own doing. */
const LOST_SHARE = 0.25;
/**
 * Share of its time in which this process must have waited for a processor before a wait in vain
 * may be the machine's doing. Larger, because others could run meanwhile.
 */
const STARVED_SHARE = 0.75;

/** Of a look's time: with less of a processor than that, `slow` without a stated limit says nothing. */
const LEAST_SHARE_TO_TIME = 0.5;
/** Milliseconds of waiting for a processor that are worth telling: less shifts no verdict. */
const LEAST_WAIT_MS = 5;

export interface OwnDelay {
  /** Milliseconds for which this process itself stood still during the look; 0 when it did not. */
  readonly stalledMs: number;
  /** Milliseconds of the look in which this process was ready to run and got no processor. */
  readonly waitedMs: number;
  readonly durationMs: number;
  readonly deadlineMs: number;
  /** From where on the look calls an answer slow, where its options say. */
  readonly slow: PlannedLook['slow'];
  /** The look was cut off for taking too long, which is a wait in vain, too. */
  readonly wasCut: boolean;
}

/**
 * What a finding is worth when this process itself stood still in the middle (a busy machine,
 * Ctrl-Z) or waited for a processor: the delay may be our own, so nobody is called slow or silent
 * for it. The fact `disturbed` says that the times of this look mean nothing, `waited_ms` how much
 * of them went by in waiting: whatever runs on the same machine waits as long.
 */
export function withoutOwnDelay(found: Finding, own: OwnDelay): Finding {
  const { stalledMs, waitedMs, deadlineMs } = own;
  // Nearly every look: nothing is copied for it.
  if (stalledMs === 0 && waitedMs < LEAST_WAIT_MS) return found;
  const waited = own.wasCut || WAITED.test(found.symptom ?? '');
  const disturbed = !waited || stalledMs >= deadlineMs * LOST_SHARE;
  const facts = {
    ...found.facts,
    ...(stalledMs > 0 ? { disturbed, disturbed_ms: Math.round(stalledMs) } : {}),
    ...(waitedMs >= LEAST_WAIT_MS ? { waited_ms: Math.round(waitedMs) } : {}),
  };
  const finding = { ...found, facts };
  if (waited && stalledMs > 0 && disturbed) {
    return ownDoing(finding, safe`this machine stood still for ${Math.round(stalledMs)} ms`);
  }
  if (waited && waitedMs >= Math.max(deadlineMs, own.durationMs) * STARVED_SHARE) {
    return ownDoing(finding, safe`weaklink waited ${Math.round(waitedMs)} ms for a processor`);
  }
  return withoutSymptoms(
    finding,
    (symptom) => stalledMs > 0 || !isSlowBeside(finding, symptom, own),
  );
}

/** Whether it would be slow without the time that this process waited for a processor. */
function isSlowBeside(finding: Finding, symptom: string, own: OwnDelay): boolean {
  const share = Math.max(0, 1 - own.waitedMs / Math.max(own.durationMs, 1));
  const limitMs = SLOW_TOKENS.test(symptom) ? own.slow.tokenMs : own.slow.ms;
  if (limitMs === undefined) return share >= LEAST_SHARE_TO_TIME;
  const measure = SLOW_TOKENS.test(symptom) ? 'llm.token_gap' : 'llm.first_token';
  const ms = finding.measures?.find(({ name }) => name === measure)?.value ?? own.durationMs;
  return ms * share > limitMs;
}

/** The finding without those of its symptoms of slowness that are `mistaken`. */
function withoutSymptoms(finding: Finding, mistaken: (symptom: string) => boolean): Finding {
  const isMistaken = (symptom: string) => SLOW.test(symptom) && mistaken(symptom);
  const symptom = finding.symptom ?? '';
  const others = finding.alsoSeen ?? [];
  if (![symptom, ...others].some(isMistaken)) return finding;
  const alsoSeen = others.filter((also) => !isMistaken(also));
  const facts = { ...finding.facts, disturbed: true };
  if (!isMistaken(symptom)) return { ...finding, alsoSeen, facts };
  const [next = null, ...rest] = alsoSeen;
  const outcome = next ? finding.outcome : 'ok';
  return { ...finding, outcome, symptom: next, alsoSeen: rest, facts };
}

function ownDoing(finding: Finding, summary: SafeText): Finding {
  return {
    ...finding,
    outcome: 'unknown',
    symptom: 'self.resource',
    alsoSeen: [],
    summary,
    evidence: [safe`${finding.symptom}: ${finding.summary}`, ...(finding.evidence ?? [])],
  };
}
