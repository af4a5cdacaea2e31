import { explainsLastBad } from './explained.ts';
import type { Fault, FaultsAt } from './hypotheses.ts';
import { probabilityGiven } from './likelihood.ts';
import { meetingOf } from './meeting.ts';
import type { Look, Stream } from './stream.ts';
import { meetingVia } from './via.ts';

/** Looks by which the beginning of what suffers may seem to come before that of its cause. */
const looksEarly = 2;
/** Looks of a lag that count against a cause as much as explaining what is seen e times worse. */
const looksOfLag = 30;

/**
 * Of the faults that explain what a series shows, the one that explains it best and began just before it;
 * undefined where none does.
 *
 * @param beganMs since when each of them is, in milliseconds since the epoch
 */
export function causeOf(
  bad: Stream,
  faults: readonly Fault[],
  beganMs: ReadonlyMap<Fault, number>,
  faultsAt: FaultsAt,
): Fault | undefined {
  const looks = bad.looks.filter(({ symptom }) => symptom !== 'ok').slice(-looksOfLag);
  const fitOf = (fault: Fault): number => {
    const lagMs = (bad.troubledSinceMs ?? 0) - (beganMs.get(fault) ?? 0);
    const lag = lagMs / 1_000 / bad.pace;
    if (lag < -looksEarly) return Number.NEGATIVE_INFINITY;
    const logs = variantsOf(fault, faultsAt).map((variant) => meanLog(bad, variant, looks));
    return Math.max(...logs) - Math.max(0, lag) / looksOfLag;
  };
  const [first, ...others] = explaining(bad, faults, faultsAt);
  return others.reduce((best, one) => (best && fitOf(best) >= fitOf(one) ? best : one), first);
}

/** Of the faults, those that explain what a series shows now, in their order. */
export function explaining(
  bad: Stream,
  faults: readonly Fault[],
  faultsAt: FaultsAt,
): readonly Fault[] {
  return faults.filter((fault) =>
    variantsOf(fault, faultsAt).some((variant) => explainsLastBad(bad, variant)),
  );
}

/** The same illness, for whatever share of the requests, and whether it does harm or not. */
function variantsOf({ link, mode }: Fault, faultsAt: FaultsAt): readonly Fault[] {
  return faultsAt(link).filter((one) => one.mode === mode);
}

function meanLog(bad: Stream, fault: Fault, looks: readonly Look[]): number {
  const meeting = meetingOf(bad, fault);
  const logs = looks.map(({ symptom, via }) =>
    Math.log(probabilityGiven(meeting && meetingVia(meeting, via), symptom)),
  );
  return logs.reduce((sum, log) => sum + log, 0) / Math.max(1, logs.length);
}
