import type { LinkId } from '../chain/types.ts';
import type { Fault } from './hypotheses.ts';
import { explains, type Meeting, meetingOf, probabilityAfter } from './likelihood.ts';
import type { LookWindow } from './look-window.ts';
import type { Sight, Stream } from './stream.ts';

/** A fault, and when it most probably began. */
interface Member {
  readonly fault: Fault;
  readonly onsetMs: number;
}

/** Faults that are present at once. */
export interface FaultSet {
  readonly members: readonly Member[];
  /** Log of prior × likelihood over the window, relative to nothing being broken. */
  readonly log: number;
}

/** Most faults that are taken to be present at once. */
const mostFaults = 3;
/** P(one fault more in this window | those that are known), before any evidence for it. */
const priorOfCompany = 0.02;
/** Bad looks in the window that the others must leave unexplained on one series. */
const unexplainedLooks = 2;
/** A series that was fine this many times in a row speaks of a fault that is over. */
const okLooksForgive = 6;
/** Sets this much less probable than the best (in natural log) are left out: together below 0.1 %. */
const negligible = 12;
/** Sets of each size that are grown further. A bound on the work; usually far fewer are worth it. */
const mostGrown = 16;
/** Bounds of one look's word, as of the filter's. */
const logCeiling = Math.log(1e4);
/** P(a fault began within the window | it is there): at any moment of it alike. */
const beganWithin = 0.5;

/**
 * The sets of up to three faults that explain the window best, `alone` included. Branch and bound: a set
 * is grown by the faults that explain something it leaves unexplained, as long as even a perfect
 * explanation of all of that could lift it into sight of the best.
 *
 * @param alone single faults to begin with
 * @param troubled the series in which something bad was seen
 */
export function growSets(
  alone: readonly Fault[],
  faultsOf: (link: LinkId) => readonly Fault[],
  troubled: readonly Stream[],
  window: LookWindow,
): readonly FaultSet[] {
  let best = Number.NEGATIVE_INFINITY;
  const found = new Map<string, FaultSet>();
  const keep = (set: FaultSet): boolean => {
    if (set.log < best - negligible) return false;
    best = Math.max(best, set.log);
    const key = keyOf(set);
    const known = found.get(key);
    if (known && known.log >= set.log) return false;
    found.set(key, set);
    return true;
  };
  let grown: readonly FaultSet[] = alone.map((fault) => {
    const { log, onsetMs } = evidenceFor(fault, [], window);
    return { members: [{ fault, onsetMs }], log: Math.log(fault.prior) + log };
  });
  for (const set of grown) keep(set);
  for (let size = 1; size < mostFaults; size += 1) {
    const larger: FaultSet[] = [];
    for (const set of grown) {
      const faults = set.members.map(({ fault }) => fault);
      const unexplained = troubled.filter((stream) => leavesUnexplained(faults, stream, window));
      if (unexplained.length === 0) continue;
      if (set.log + mostToGain(set, unexplained, window) < best - negligible) continue;
      for (const fault of candidatesFor(set, unexplained, faultsOf)) {
        const next = grow(set, fault, window);
        if (next.log > set.log && keep(next)) larger.push(next);
      }
    }
    grown = larger.sort((a, b) => b.log - a.log).slice(0, mostGrown);
  }
  return [...found.values()].filter(({ log }) => log >= best - negligible);
}

function grow(set: FaultSet, fault: Fault, window: LookWindow): FaultSet {
  const { log, onsetMs } = evidenceFor(fault, set.members, window);
  return {
    members: [...set.members, { fault, onsetMs }],
    log: set.log + Math.log(priorOfCompany * fault.prior) + log,
  };
}

/** The same faults, found in another order or in another variant. */
function keyOf({ members }: FaultSet): string {
  return members
    .map(({ fault: { link, mode } }) => `${link} ${mode.id}`)
    .sort()
    .join(' & ');
}

/** True when these faults explain what went wrong on the series; a look or two may have gone wrong by chance. */
export function explainAll(
  faults: readonly Fault[],
  troubled: readonly Stream[],
  window: LookWindow,
): boolean {
  return !troubled.some((stream) => leavesUnexplained(faults, stream, window));
}

function leavesUnexplained(faults: readonly Fault[], stream: Stream, window: LookWindow): boolean {
  let bad = 0;
  const meetings = faults.map((fault) => meetingOf(stream, fault));
  for (const { endedMs, symptom } of stream.looks) {
    if (symptom === 'ok' || endedMs <= window.beginMs) continue;
    if (!meetings.some((meeting) => explains(meeting, symptom))) bad += 1;
  }
  return bad >= unexplainedLooks;
}

/** Series with a bad look that is neither over nor forgotten. */
export function troubledOf(streams: Iterable<Stream>): readonly Stream[] {
  return [...streams].filter(
    ({ badSinceMs, okStreak }) => badSinceMs !== null && okStreak < okLooksForgive,
  );
}

/** What a perfect explanation of all that is unexplained would add: an upper bound. */
function mostToGain(set: FaultSet, unexplained: readonly Stream[], window: LookWindow): number {
  let gain = Math.log(priorOfCompany);
  for (const stream of unexplained) {
    const meetings = meetingsOf(stream, set.members);
    for (const { endedMs, symptom, before } of stream.looks) {
      if (symptom === 'ok' || endedMs <= window.beginMs) continue;
      gain += Math.min(logCeiling, -Math.log(probabilityAfter(meetings, before, symptom)));
    }
  }
  return gain;
}

function candidatesFor(
  { members }: FaultSet,
  unexplained: readonly Stream[],
  faultsOf: (link: LinkId) => readonly Fault[],
): ReadonlySet<Fault> {
  const candidates = new Set<Fault>();
  for (const stream of unexplained) {
    const symptom = stream.looks.findLast((look) => look.symptom !== 'ok')?.symptom;
    if (symptom === undefined) continue;
    for (const link of [...stream.stepOf.keys(), ...stream.knockedOnBy]) {
      for (const fault of faultsOf(link)) {
        const isNew = !members.some(
          (own) => own.fault.link === link && own.fault.mode === fault.mode,
        );
        if (isNew && explains(meetingOf(stream, fault), symptom)) candidates.add(fault);
      }
    }
  }
  return candidates;
}

function meetingsOf(stream: Stream, members: readonly Member[]): readonly Meeting[] {
  return members
    .flatMap(({ fault }) => meetingOf(stream, fault) ?? [])
    .sort((a, b) => a.order - b.order);
}

/**
 * Log-likelihood ratio of `fault` beside `company` to `company` alone, over the looks that can tell of
 * it, averaged over the moments at which it may have begun; and the most probable of these.
 */
function evidenceFor(
  fault: Fault,
  company: readonly Member[],
  window: LookWindow,
): { log: number; onsetMs: number } {
  const looks = window.looksOf(fault.link);
  const ratios = looks.streams.map((stream) => ratiosOn(stream, fault, company, window));
  const first = looks.startedMs[0] ?? window.beginMs;
  const spanMs = Math.max(1, (looks.startedMs.at(-1) ?? first) - first);
  const onsets = new LogSum();
  let sinceThen = 0;
  for (let at = looks.stream.length - 1; at >= 0; at -= 1) {
    const stream = looks.stream[at] as number;
    const startedMs = looks.startedMs[at] as number;
    const ratio = ratios[stream];
    if (ratio) {
      const weight = looks.weight[stream] as number;
      sinceThen += weight * ratio(looks.sight[at] as number, startedMs);
    }
    const gapMs = startedMs - (looks.startedMs[at - 1] ?? first);
    if (gapMs > 0) onsets.add(sinceThen + Math.log((beganWithin * gapMs) / spanMs), startedMs);
  }
  onsets.add(sinceThen + Math.log(1 - beganWithin), first);
  return { log: onsets.log, onsetMs: onsets.mostProbable };
}

/** Log-likelihood ratio of one look of a series; null: the series cannot tell. */
type RatioOf = (sight: number, startedMs: number) => number;

function ratiosOn(
  stream: Stream,
  fault: Fault,
  company: readonly Member[],
  window: LookWindow,
): RatioOf | null {
  const meeting = meetingOf(stream, fault);
  if (!meeting) return null;
  const others = company.filter((member) => meetingOf(stream, member.fault));
  const known: number[] = [];
  return (number, startedMs) => {
    // Which of the others had begun: a look from before met only those.
    let begun = 0;
    for (const { onsetMs } of others) begun = begun * 2 + (startedMs >= onsetMs ? 1 : 0);
    const key = number * 4 + begun;
    const ready = known[key];
    if (ready !== undefined) return ready;
    const { symptom, before: last } = window.sights[number] as Sight;
    const active = activeOf(others.filter(({ onsetMs }) => startedMs >= onsetMs));
    const before = meetingsOf(stream, active);
    const elsewhere = active.filter((member) => member.fault.link !== fault.link);
    const after = [...meetingsOf(stream, elsewhere), meeting].sort((a, b) => a.order - b.order);
    const ratio = probabilityAfter(after, last, symptom) / probabilityAfter(before, last, symptom);
    const log = Math.min(logCeiling, Math.max(-logCeiling, Math.log(ratio)));
    known[key] = log;
    return log;
  };
}

/** A link that is ill in stages is ill in one way at a time: in the one that began last. */
function activeOf(begun: readonly Member[]): readonly Member[] {
  return begun.filter(
    ({ fault, onsetMs }) =>
      !begun.some((other) => other.fault.link === fault.link && other.onsetMs > onsetMs),
  );
}

/** log Σ exp, one term at a time. */
class LogSum {
  mostProbable = 0;
  private highest = Number.NEGATIVE_INFINITY;
  private sum = 0;

  add(log: number, what: number): void {
    if (log > this.highest) {
      this.sum = this.sum * Math.exp(this.highest - log) + 1;
      this.highest = log;
      this.mostProbable = what;
    } else {
      this.sum += Math.exp(log - this.highest);
    }
  }

  get log(): number {
    return this.highest + Math.log(this.sum);
  }
}
