import type { Chain, LinkId } from '../chain/types.ts';
import { Company, type Member } from './company.ts';
import { type Fault, type FaultsAt, intensities, shareOutside } from './hypotheses.ts';
import type { LookWindow } from './look-window.ts';
import { meetingsAt } from './meeting.ts';
import { replicaGroupsOf } from './replica-groups.ts';
import { weighBeside } from './set-evidence.ts';
import type { Stream } from './stream.ts';
import { logCeiling, testimonyOf } from './testimony.ts';
import { countOf } from './words.ts';

/** Part of the causes outside the chain that stand behind or below the replicas of one group. */
const belowReplicas = 0.25;
/** P(such a cause strikes all replicas of its group); else any part of them alike. */
const strikesAll = 0.5;
/** One that is ill says nothing of its fellows; … */
const illNeeded = 2;
/** … and so many of a group are weighed together, in so many ways: bounds on the work. */
const mostMembers = 6;
const mostModes = 3;
/** Seconds, of a chain that looks once a second, within which two beginnings are one moment. */
const oneMomentSeconds = 5;

/** Something that nobody declared and that carries several replicas. */
export interface HiddenCause {
  /** Those that suffer from it. */
  readonly links: readonly LinkId[];
  /** Log of prior × likelihood over the window, relative to nothing being broken. */
  readonly log: number;
}

/** The series that fail at each link. */
type Ill = ReadonlyMap<LinkId, readonly Stream[]>;

/** What hidden causes are weighed on. */
interface Scales {
  readonly faultsAt: FaultsAt;
  /** The series in which something bad was seen. */
  readonly troubled: readonly Stream[];
  readonly window: LookWindow;
  /** Of the chain: see pace.ts. */
  readonly pace: number;
  /** What the best other explanation reaches, in natural log: what stays far below that is none. */
  readonly best: number;
}

/** A cause this much less probable than the best explanation (natural log) is lost in the rounding of the sum. */
const farBelow = 50;

/**
 * The likeliest cause that nobody declared behind or below replicas that are ill themselves: each of them looks as
 * with a fault of its own, the same of each and from one moment on, and it takes no more than one accident.
 */
export function hiddenCauseIn(chain: Chain, scales: Scales): HiddenCause | null {
  const ill = new Map<LinkId, Stream[]>();
  for (const stream of scales.troubled) {
    if (stream.layer === null) continue;
    ill.set(stream.link, [...(ill.get(stream.link) ?? []), stream]);
  }
  if (ill.size < illNeeded) return null;
  const groups = replicaGroupsOf(chain);
  let best: HiddenCause | null = null;
  for (const group of groups) {
    const struck = group.filter((link) => ill.has(link)).slice(0, mostMembers);
    if (struck.length < illNeeded || mostOf(struck, scales) < scales.best - farBelow) continue;
    const seen: Seen = { ...scales, ill, part: partOf(struck, ill) };
    const logs = modesOf(struck, seen).map((mode) => weigh(mode, struck, group, seen));
    const log = sumOf(logs) + Math.log((shareOutside * belowReplicas) / groups.length);
    if (log > (best?.log ?? Number.NEGATIVE_INFINITY)) {
      best = { links: struck, log };
    }
  }
  return best;
}

/** What is seen of those that are struck. */
interface Seen extends Scales {
  readonly ill: Ill;
  /** The part of their looks that fail. */
  readonly part: number;
}

function partOf(struck: readonly LinkId[], ill: Ill): number {
  let bad = 0;
  let all = 0;
  for (const stream of struck.flatMap((link) => ill.get(link) ?? [])) {
    const count = countOf(stream);
    bad += count.bad;
    all += count.all;
  }
  return all === 0 ? 1 : bad / all;
}

/** The most that the bad looks of this trouble could say of a fault of each of these: who just flickers says little. */
function mostOf(struck: readonly LinkId[], { troubled, window }: Scales): number {
  let most = 0;
  for (const stream of troubled) {
    const met = struck.filter((link) => stream.touches(link)).length;
    if (met > 0) most += met * logCeiling * window.badLooksOf(stream, Number.POSITIVE_INFINITY);
  }
  return most;
}

/** The modes that what ails each of them looks like most, taken alone. */
function modesOf(
  struck: readonly LinkId[],
  { faultsAt, window, ill, part }: Seen,
): readonly string[] {
  const logs = new Map<string, number>();
  for (const link of struck) {
    const { plain } = plainAt(link, faultsAt, part);
    const heard = (ill.get(link) ?? []).flatMap((stream) => {
      const meetings = meetingsAt(stream, link);
      if (!meetings) return [];
      return window
        .inTrouble(stream)
        .map(({ sight, count }) => ({ said: testimonyOf(meetings, sight).logs, count }));
    });
    if (heard.length === 0) continue;
    for (const { place, mode } of plain.values()) {
      let log = logs.get(mode.id) ?? 0;
      for (const { said, count } of heard) log += count * (said[place] as number);
      logs.set(mode.id, log);
    }
  }
  return [...logs]
    .sort(([, one], [, other]) => other - one)
    .slice(0, mostModes)
    .map(([mode]) => mode);
}

/** Log of P(looks as this mode does | a hidden cause) × likelihood of all that are struck. */
function weigh(
  mode: string,
  struck: readonly LinkId[],
  group: readonly LinkId[],
  seen: Seen,
): number {
  const { faultsAt, window, pace, ill, part } = seen;
  const company: Weighed[] = [];
  for (const link of struck) {
    const fault = plainFault(link, mode, faultsAt, part);
    if (!fault) return Number.NEGATIVE_INFINITY;
    company.push(struckBeside(company, fault, window));
  }
  const [first] = company;
  if (!first) return Number.NEGATIVE_INFINITY;
  const log = company.reduce((sum, one) => sum + one.log, shareOfMode(first.fault, faultsAt, part));
  const began = company.map((one) => ({ ...one, onsetMs: beganMs(one, ill, window) }));
  const moments = logOfMoments(began, oneMomentSeconds * 1_000 * pace);
  return log + moments + logOfOthers(mode, company, group, seen);
}

/** When it fell ill: as it was seen, where that is older than the window, in which any moment may fit as well. */
function beganMs({ fault, onsetMs }: Member, ill: Ill, { beginMs }: LookWindow): number {
  const since = (ill.get(fault.link) ?? []).map(
    ({ troubledSinceMs }) => troubledSinceMs ?? onsetMs,
  );
  const seenMs = Math.min(...since);
  return seenMs < beginMs ? seenMs : onsetMs;
}

/** A cause chooses its moment once; where it is felt at another, that is chance. */
function logOfMoments(company: readonly Weighed[], oneMomentMs: number): number {
  const inOrder = company.map(({ onsetMs }) => onsetMs).sort((a, b) => a - b);
  const middleMs = inOrder[inOrder.length >> 1] as number;
  const isThen = ({ onsetMs }: Weighed) => Math.abs(onsetMs - middleMs) <= oneMomentMs;
  const logs = company.filter((one) => !isThen(one)).map(({ logGap }) => logGap);
  const once = Math.min(...company.filter(isThen).map(({ logGap }) => logGap));
  return logs.reduce((sum, log) => sum + log, once);
}

/** Replicas that are well: the cause may strike some of its group alone, or they may not show it. */
function logOfOthers(
  mode: string,
  struck: readonly Weighed[],
  group: readonly LinkId[],
  { faultsAt, window, part }: Seen,
): number {
  const well = group.filter((link) => struck.every(({ fault }) => fault.link !== link));
  if (well.length === 0) return 0;
  const company = [...struck];
  let log = Math.log(strikesAll);
  for (const link of well) {
    const fault = plainFault(link, mode, faultsAt, part);
    if (!fault || company.length === mostMembers) continue;
    const own = struckBeside(company, fault, window);
    company.push(own);
    log += own.log;
  }
  return sumOf([log, Math.log(1 - strikesAll) - group.length * Math.LN2]);
}

function plainFault(
  link: LinkId,
  mode: string,
  faultsAt: FaultsAt,
  part: number,
): Fault | undefined {
  return plainAt(link, faultsAt, part).plain.get(mode);
}

/** The faults of a link that harm requests, whichever model they ask, by the part of them. */
interface PlainFaults {
  /** By mode. */
  readonly plain: ReadonlyMap<string, Fault>;
  /** Sum of the priors of all faults of the link. */
  readonly prior: number;
}

const plainOf = new WeakMap<readonly Fault[], Map<number, PlainFaults>>();

/** @param part of the looks that fail: of each mode the variant that comes nearest */
function plainAt(link: LinkId, faultsAt: FaultsAt, part: number): PlainFaults {
  const faults = faultsAt(link);
  const byPart = plainOf.get(faults) ?? new Map<number, PlainFaults>();
  plainOf.set(faults, byPart);
  const intensity = nearestTo(part);
  let known = byPart.get(intensity);
  if (!known) {
    const plain = new Map<string, Fault>();
    for (const fault of faults) {
      if (!fault.harms || fault.models !== null) continue;
      // Not every mode hits a part.
      if (fault.intensity === intensity || !plain.has(fault.mode.id))
        plain.set(fault.mode.id, fault);
    }
    known = { plain, prior: faults.reduce((sum, { prior }) => sum + prior, 0) };
    byPart.set(intensity, known);
  }
  return known;
}

function nearestTo(part: number): number {
  const distance = (intensity: number) => Math.abs(Math.log(intensity / Math.max(part, 0.01)));
  const [first, ...others] = intensities.map(({ intensity }) => intensity) as [number, ...number[]];
  return others.reduce((best, one) => (distance(one) < distance(best) ? one : best), first);
}

/** One of those that are struck: what its looks say, and the moment that they speak for, with what it costs. */
interface Weighed extends Member {
  readonly log: number;
  readonly logGap: number;
}

function struckBeside(company: readonly Member[], fault: Fault, window: LookWindow): Weighed {
  const { log, onsetMs } = weighBeside(new Company(company), fault, window);
  const { moments } = window.looksOf(fault.link);
  const logGap = moments.find(({ startMs }) => startMs === onsetMs)?.logGap ?? 0;
  return { fault, onsetMs, log: log - logGap, logGap };
}

/** Natural log of how often a link that is ill is ill in this way. */
function shareOfMode({ link, prior }: Fault, faultsAt: FaultsAt, part: number): number {
  return Math.log(prior / plainAt(link, faultsAt, part).prior);
}

/** Log of the sum of what these are logs of. */
function sumOf(logs: readonly number[]): number {
  const highest = Math.max(...logs);
  if (!Number.isFinite(highest)) return highest;
  return highest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - highest), 0));
}
