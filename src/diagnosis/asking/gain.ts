import type { LinkId } from '../../chain/types.ts';
import { meetingOf } from '../meeting.ts';
import type { Stream } from '../stream.ts';
import { countOf } from '../words.ts';
import type { Belief, BeliefIndex } from './belief.ts';
import {
  anything,
  entropyOf,
  type Forecast,
  forecastOf,
  type SymptomSpace,
  spaceOf,
} from './symptom-space.ts';

/** How probably a cause outside the chain shows on a series that nobody has looked at. */
const outsideHits = 0.1;
/** A series that suffered or was well all along is not certain to go on so. */
const leastSuffering = 0.02;

/**
 * What is to be learnt. Which link it is comes first; what ails it is asked once that is certain.
 */
export type About = 'link' | 'mode';

/**
 * Expected information of one look, in bits: I(X; T | evidence), X over the beliefs and T over what
 * the look may show. What the beliefs do not cover counts as unmoved by the look.
 */
export function gainBits(stream: Stream, index: BeliefIndex, about: About): number {
  const space = spaceOf(stream);
  const groups = groupsOf(space, stream, index, about);
  // Series of one sort that stand alike show the same: of hundreds few are different.
  const key = groups.map(({ key }) => key).join(';');
  let known = index.gains.get(space);
  if (!known) {
    known = new Map();
    index.gains.set(space, known);
  }
  let bits = known.get(key);
  if (bits === undefined) {
    bits = bitsOf(space, groups);
    known.set(key, bits);
  }
  return bits;
}

/** Beliefs that need not be told from each other, and what the look shows under each. */
interface Group {
  readonly beliefs: readonly Belief[];
  readonly shown: readonly Forecast[];
  /** The same for the same beliefs under which the same is shown. */
  readonly key: string;
}

/** Those that the look can meet. */
function groupsOf(
  space: SymptomSpace,
  stream: Stream,
  { ofLink, others, numbers }: BeliefIndex,
  about: About,
): readonly Group[] {
  const groups: Group[] = [];
  const addGroup = (beliefs: readonly Belief[]): void => {
    const shown = beliefs.map((belief) => forecastUnder(space, stream, belief));
    // What no look of this series can meet is moved by none.
    if (shown.every((one) => one === space.calm)) return;
    const key = shown
      .map((one, place) => `${numbers.get(beliefs[place] as Belief)} ${one.number}`)
      .join();
    groups.push({ beliefs, shown, key });
  };
  const addLink = (link: LinkId): void => {
    const beliefs = ofLink.get(link);
    if (!beliefs) return;
    if (about === 'link') addGroup(beliefs);
    else for (const belief of beliefs) addGroup([belief]);
  };
  for (const link of stream.stepOf.keys()) addLink(link);
  for (const link of stream.knockedOnBy) if (!stream.stepOf.has(link)) addLink(link);
  for (const belief of others) addGroup([belief]);
  return groups;
}

function bitsOf(space: SymptomSpace, groups: readonly Group[]): number {
  const all = new Mixture(space);
  let within = 0;
  for (const { beliefs, shown } of groups) {
    const group = new Mixture(space);
    shown.forEach((one, place) => {
      group.add(one, beliefs[place]?.probability ?? 0);
    });
    // What is impossible so far has no entropy, and adds none.
    if (group.weight === 0) continue;
    within += group.weight * group.entropy();
    all.addMixture(group);
  }
  const rest = Math.max(0, 1 - all.weight);
  all.add(space.calm, rest);
  return Math.max(0, all.entropy() - within - rest * space.calm.entropy);
}

/** Several forecasts, each with its weight. */
class Mixture {
  readonly #sum: Float64Array;
  weight = 0;

  constructor(space: SymptomSpace) {
    this.#sum = new Float64Array(space.symptoms.length + 1);
  }

  add({ probabilities }: Forecast, weight: number): void {
    this.weight += weight;
    for (let place = 0; place < this.#sum.length; place += 1) {
      this.#sum[place] = (this.#sum[place] as number) + weight * (probabilities[place] as number);
    }
  }

  addMixture(other: Mixture): void {
    this.weight += other.weight;
    for (let place = 0; place < this.#sum.length; place += 1) {
      this.#sum[place] = (this.#sum[place] as number) + (other.#sum[place] as number);
    }
  }

  /** Bits, of the weights brought to a sum of 1. */
  entropy(): number {
    // H(s / w) = log w + H(s) / w, without another array.
    return Math.log2(this.weight) + entropyOf(this.#sum) / this.weight;
  }
}

/** What the look shows if the belief is true. */
export function forecastUnder(space: SymptomSpace, stream: Stream, { faults }: Belief): Forecast {
  if (faults === 'outside') return anything(space, suffering(stream));
  const meetings = faults.flatMap((fault) => meetingOf(stream, fault) ?? []);
  return forecastOf(space, meetings, lastBadOf(stream));
}

function lastBadOf({ badSinceMs, looks }: Stream): string | null {
  if (badSinceMs === null) return null;
  return looks.findLast(({ symptom }) => symptom !== 'ok')?.symptom ?? null;
}

/** A cause that nobody knows goes on as it did. */
function suffering(stream: Stream): number {
  if (stream.looks.length === 0) return outsideHits;
  const { bad, all } = countOf(stream);
  const share = all === 0 ? outsideHits : bad / all;
  return Math.min(1 - leastSuffering, Math.max(leastSuffering, share));
}

/** Looks since then that showed the same as the last one. */
export function repeatsOf({ looks }: Stream, sinceMs: number): number {
  const last = looks.at(-1)?.symptom;
  let repeats = 0;
  for (let place = looks.length - 1; place >= 0; place -= 1) {
    const look = looks[place];
    if (!look || look.symptom !== last || look.startedMs < sinceMs) break;
    repeats += 1;
  }
  return repeats;
}
