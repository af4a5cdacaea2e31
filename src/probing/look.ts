import type { Finding, LookContext } from '../../probes/probe.ts';
import type { Spending } from '../events/spending/types.ts';
import type { Claim, Observation } from '../events/types.ts';
import type { Clock } from '../platform/clock.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { resolveSecret } from '../platform/secrets.ts';
import type { Redactor } from '../text/redact.ts';
import { safe, sanitise } from '../text/sanitise.ts';
import type { SshEnvironment } from '../vantage/ssh/environment.ts';
import { type Vantage, VantageLostError } from '../vantage/types.ts';
import { withoutOwnDelay } from './own-delay.ts';
import type { PlannedLook } from './plan.ts';
import { seal } from './seal.ts';

/** Milliseconds beyond its deadline after which a look is cut off: probes promise 50. */
const OVERRUN_MS = 250;

export interface LookDependencies {
  readonly clock: Clock;
  readonly redactor: Redactor;
  /** Where looks stand, by name; undefined for a vantage that nobody can stand at. */
  readonly vantage: (name: string) => Vantage | undefined;
  /** See LookContext. */
  readonly ssh?: SshEnvironment;
  /** See LookContext. */
  readonly spending?: Spending;
  /** Milliseconds for which this process itself stood still since a monotonic time. */
  readonly stalledMs: (sinceMs: number) => number;
  /** Milliseconds for which this process has waited for a processor since a monotonic time. */
  readonly waitedMs: (sinceMs: number) => number;
}

export interface LookResult {
  readonly observation: Observation;
  readonly claims: readonly Claim[];
  /** Clock time of the end. */
  readonly endedAt: string;
  /** Settles when the probe really ends, where it was cut off; null where it has ended. */
  readonly lingering: Promise<void> | null;
}

/**
 * One look. Never throws and never takes longer than its deadline and a quarter of a second,
 * whatever the probe does; what goes wrong inside weaklink is told as `unknown`, and nobody else
 * is blamed for it.
 */
export async function runLook(
  planned: PlannedLook,
  signal: AbortSignal,
  dependencies: LookDependencies,
): Promise<LookResult> {
  const { clock, redactor } = dependencies;
  const startedAt = new Date(clock.now()).toISOString();
  const startMs = clock.monotonic();
  const { finding, lingering } = await boundedFinding(planned, signal, dependencies);
  const durationMs = Math.max(0, clock.monotonic() - startMs);
  const endedAt = new Date(clock.now()).toISOString();

  const stalledMs = dependencies.stalledMs(startMs);
  const own = {
    stalledMs,
    waitedMs: dependencies.waitedMs(startMs),
    durationMs,
    deadlineMs: planned.deadlineMs,
    slow: planned.slow,
    wasCut: lingering !== null,
  };
  const told = withoutOwnDelay(finding, own);
  const sealed = seal(told, planned, redactor);
  // Written out: to copy the rest of an object takes several times as long.
  const observation: Observation = {
    link: planned.link,
    probe: planned.probe,
    stream: planned.stream,
    vantage: planned.vantage,
    reach: planned.reach,
    ...(planned.model === undefined ? {} : { model: planned.model }),
    outcome: sealed.outcome,
    symptom: sealed.symptom,
    alsoSeen: sealed.alsoSeen,
    summary: sealed.summary,
    phases: sealed.phases,
    measures: sealed.measures,
    facts: sealed.facts,
    evidence: sealed.evidence,
    ...(sealed.servedBy === undefined ? {} : { servedBy: sealed.servedBy }),
    command: sealed.command,
    startedAt,
    durationMs,
  };
  return { observation, claims: sealed.claims, endedAt, lingering };
}

interface Bounded {
  readonly finding: Finding;
  readonly lingering: Promise<void> | null;
}

/** Runs the probe and cuts it off when it neither ends nor heeds the signal. */
function boundedFinding(
  planned: PlannedLook,
  signal: AbortSignal,
  dependencies: LookDependencies,
): Promise<Bounded> {
  const vantage = dependencies.vantage(planned.vantage);
  if (!vantage) return Promise.resolve({ finding: noVantage(planned), lingering: null });
  return new Promise((resolve) => {
    const controller = new AbortController();
    const end = (bounded: Bounded) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve(bounded);
    };
    const cutOff = (finding: Finding) => {
      end({ finding, lingering: looking.then(() => {}) });
      // Whatever it still does is for nothing: it should stop.
      controller.abort();
    };
    const abort = () => {
      controller.abort();
      clearTimeout(timer);
      timer = setTimeout(() => cutOff(cancelled), OVERRUN_MS);
    };
    let timer = setTimeout(() => cutOff(overran(planned)), planned.deadlineMs + OVERRUN_MS);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
    const context = contextOf(planned, vantage, controller.signal, dependencies);
    const looking = findingOf(planned, context).then((finding) => {
      end({ finding, lingering: null });
    });
  });
}

function contextOf(
  { deadlineMs }: PlannedLook,
  vantage: Vantage,
  signal: AbortSignal,
  { clock, redactor, ssh, spending }: LookDependencies,
): LookContext {
  return {
    deadlineMs,
    signal,
    vantage,
    clock,
    redactor,
    ...(ssh ? { ssh } : {}),
    ...(spending ? { spending } : {}),
    secret: (reference) => resolveSecret(reference, redactor),
  };
}

/** The finding of a probe; what it throws becomes one. */
async function findingOf(planned: PlannedLook, context: LookContext): Promise<Finding> {
  try {
    return await planned.look(context);
  } catch (error) {
    const words = sanitise(context.redactor.redact(String(error)));
    if (error instanceof VantageLostError) {
      const summary = safe`cannot stand at ${planned.vantage}`;
      return { outcome: 'unknown', symptom: 'self.vantage', summary, evidence: [words] };
    }
    const isSecret = error instanceof WeaklinkError && error.code === 'E_SECRET';
    return {
      outcome: 'unknown',
      symptom: isSecret ? 'self.secret' : 'self.bug',
      summary: isSecret ? safe`a secret cannot be read` : safe`the probe failed`,
      evidence: [words],
    };
  }
}

const cancelled: Finding = {
  outcome: 'unknown',
  symptom: 'self.cancelled',
  summary: safe`cancelled`,
};

function overran({ probe, deadlineMs }: PlannedLook): Finding {
  return {
    outcome: 'unknown',
    symptom: 'self.bug',
    summary: safe`the probe overran its deadline`,
    evidence: [safe`the ${probe} probe did not end ${OVERRUN_MS} ms after its ${deadlineMs} ms`],
  };
}

function noVantage({ vantage }: PlannedLook): Finding {
  return {
    outcome: 'unknown',
    symptom: 'self.vantage',
    summary: safe`cannot stand at ${vantage}`,
    evidence: [safe`there is no way to the vantage ${vantage} in this version`],
  };
}
