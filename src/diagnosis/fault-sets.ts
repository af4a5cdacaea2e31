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

/** What sets are weighed on. */
export interface Scales {
  readonly faultsAt: (link: LinkId) => readonly Fault[];
  /** Natural log of the prior, changes and claims included. */
  readonly logPriorOf: (fault: Fault) => number;
  /** The series in which something bad was seen. */
  readonly troubled: readonly Stream[];
  readonly window: LookWindow;
}

/**
 * The sets of up to three faults that explain the window best, `alone` included. Branch and bound: a set
 * is grown by the faults that explain something it leaves unexplained, as long as even a perfect
 * explanation of all of that could lift it into sight of the best.
 *
 * @param alone single faults to begin with
 */
export function growSets(alone: readonly Fault[], scales: Scales): readonly FaultSet[] {
  const { troubled, window } = scales;
  const found = new Found();
  const evidence = new Evidence(window);
  const singles = alone.map((fault) => grow({ members: [], log: 0 }, fault, scales, evidence));
  for (const set of singles) found.keep(set);
  const strongest = Math.max(0, ...singles.map(({ log }) => log));
  let grown: readonly FaultSet[] = singles.toSorted((a, b) => b.log - a.log);
  for (let size = 1; size < mostFaults; size += 1) {
    const larger: FaultSet[] = [];
    for (const set of grown) {
      // What faults explain together is at most what each explains, and a set is grown from its strongest.
      const most = size === 1 ? mostFaults * set.log : set.log + strongest;
      if (!found.couldMatter(most)) continue;
      const faults = set.members.map(({ fault }) => fault);
      const unexplained = troubled.filter((stream) => leavesUnexplained(faults, stream, window));
      if (unexplained.length === 0) continue;
      if (!found.couldMatter(set.log + mostToGain(set, unexplained, window))) continue;
      for (const fault of candidatesFor(set, unexplained, scales.faultsAt)) {
        const next = grow(set, fault, scales, evidence);
        if (next.log > set.log && needsAll(next, troubled, window) && found.keep(next)) {
          larger.push(next);
        }
      }
    }
    grown = larger.sort((a, b) => b.log - a.log).slice(0, mostGrown);
  }
  return found.sets;
}

/** The likeliest sets so far, each once. */
class Found {
  private readonly byKey = new Map<string, FaultSet>();
  private best = Number.NEGATIVE_INFINITY;

  couldMatter(log: number): boolean {
    return log >= this.best - negligible;
  }

  /** False where the set is known, or too improbable to matter. */
  keep(set: FaultSet): boolean {
    if (!this.couldMatter(set.log)) return false;
    this.best = Math.max(this.best, set.log);
    const key = keyOf(set);
    const known = this.byKey.get(key);
    if (known && known.log >= set.log) return false;
    this.byKey.set(key, set);
    return true;
  }

  get sets(): readonly FaultSet[] {
    return [...this.byKey.values()].filter(({ log }) => this.couldMatter(log));
  }
}

function grow(set: FaultSet, fault: Fault, { logPriorOf }: Scales, evidence: Evidence): FaultSet {
  const { log, onsetMs } = evidence.of(fault, set);
  const company = set.members.length > 0 ? Math.log(priorOfCompany) : 0;
  return {
    members: [...set.members, { fault, onsetMs }],
    log: set.log + company + logPriorOf(fault) + log,
  };
}

/** The same faults, found in another order or in another variant. */
function keyOf({ members }: FaultSet): string {
  return members
    .map(({ fault: { link, mode, harms } }) => `${link} ${mode.id} ${harms}`)
    .sort()
    .join(' & ');
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

/**
 * True where without any one of them something stays unexplained. Two faults with their own shares of the
 * traffic always fit a row of good and bad looks better than one; that alone is no sign of a second.
 */
function needsAll({ members }: FaultSet, troubled: readonly Stream[], window: LookWindow): boolean {
  return members.every((member) => {
    const others = members.flatMap((other) => (other === member ? [] : [other.fault]));
    return troubled.some((stream) => leavesUnexplained(others, stream, window));
  });
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
  faultsAt: Scales['faultsAt'],
): ReadonlySet<Fault> {
  const candidates = new Set<Fault>();
  for (const stream of unexplained) {
    const symptom = stream.looks.findLast((look) => look.symptom !== 'ok')?.symptom;
    if (symptom === undefined) continue;
    for (const link of [...stream.stepOf.keys(), ...stream.knockedOnBy]) {
      for (const fault of faultsAt(link)) {
        const isNew = !members.some((own) => own.fault.link === link && isSame(own.fault, fault));
        if (isNew && explains(meetingOf(stream, fault), symptom)) candidates.add(fault);
      }
    }
  }
  return candidates;
}

/** The same illness; that it begins to do harm is another stage of it. */
function isSame(one: Fault, other: Fault): boolean {
  return one.mode === other.mode && one.harms === other.harms;
}

function meetingsOf(stream: Stream, members: readonly Member[]): readonly Meeting[] {
  return members
    .flatMap(({ fault }) => meetingOf(stream, fault) ?? [])
    .sort((a, b) => a.order - b.order);
}

interface Weighed {
  readonly log: number;
  readonly onsetMs: number;
}

/** What the window says of a fault beside others. Modes that show the same are weighed once. */
class Evidence {
  private readonly window: LookWindow;
  private readonly known = new Map<string, Weighed>();

  constructor(window: LookWindow) {
    this.window = window;
  }

  of(fault: Fault, company: FaultSet): Weighed {
    const key = `${this.window.signatureOf(fault)} beside ${keyOf(company)}`;
    const known = this.known.get(key);
    if (known) return known;
    const weighed = evidenceFor(fault, company.members, this.window);
    this.known.set(key, weighed);
    return weighed;
  }
}

/**
 * Log-likelihood ratio of `fault` beside `company` to `company` alone, over the looks that can tell of
 * it, from the moment at which it most probably began; less what that choice of a moment is worth.
 */
function evidenceFor(fault: Fault, company: readonly Member[], window: LookWindow): Weighed {
  const { streams, stream, sight, startedMs, logGap, weight } = window.looksOf(fault.link);
  const ratios = streams.map((one) => ratiosOn(one, fault, company, window));
  let sinceThen = 0;
  let best = Number.NEGATIVE_INFINITY;
  let onsetMs = 0;
  for (let at = stream.length - 1; at >= 0; at -= 1) {
    const of = stream[at] as number;
    const began = startedMs[at] as number;
    const ratio = ratios[of];
    if (ratio) sinceThen += (weight[of] as number) * ratio(sight[at] as number, began);
    const log = sinceThen + (logGap[at] as number);
    if (log > best) {
      best = log;
      onsetMs = began;
    }
  }
  return { log: best === Number.NEGATIVE_INFINITY ? 0 : best, onsetMs };
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
