import type { Chain } from '../../chain/types.ts';
import type { Grounds } from '../engine.ts';
import { type Belief, indexOf, keyOf, likeliestLinks } from './belief.ts';
import { Beliefs } from './beliefs.ts';
import { type CandidateLook, runningLook } from './candidates.ts';
import { tellsFarMore } from './deciding.ts';
import { type About, gainBits, repeatsOf } from './gain.ts';
import { aboutNow, bestOf, certainFrom, leastGainBits, type Scored, scored } from './score.ts';

/** Looks at each series, on average, before it is given up: a fault may strike one request in five. */
const roundsByDefault = 3;

/**
 * A second look at the same must tell this much by itself: a fault that strikes one request in five is
 * worth it, the hundredth look at a port that answers is not.
 */
const leastBitsAgain = 0.015;

export interface AskOptions {
  readonly chain: Chain;
  /** What the engine that takes the looks in stands on now. */
  readonly grounds: () => Grounds;
  /** In the order of the chain file. */
  readonly candidates: readonly CandidateLook[];
  /** Checks by hand for what is believed now; only asked for where they tell far more than any of those. */
  readonly checks?: (beliefs: readonly Belief[]) => readonly CandidateLook[];
  /**
   * Makes the look and lets the engine take in what it found.
   *
   * @returns false where it could not be made, or told nothing: it is not asked for again
   */
  readonly look: (asked: Asked) => boolean | Promise<boolean>;
  /** `gain`: the most telling look first. `file`: one after the other, as the file has them. */
  readonly order?: 'gain' | 'file';
  /** Ends once this is certain. Default `mode`: which link, and what ails it. */
  readonly about?: About;
  /** Default: three for each candidate. */
  readonly mostLooks?: number;
  /** Told after every look. */
  readonly onBeliefs?: (beliefs: readonly Belief[]) => void;
}

/** One look, and what was expected of it. */
export interface Asked extends Scored {
  readonly beliefs: readonly Belief[];
}

export interface AskResult {
  /** Looks made, those that told nothing included. */
  readonly looks: number;
  /** `certain`: one fault, or a cause outside, is beyond 90 %. */
  readonly end: 'certain' | 'nothing-left' | 'limit';
  /** Best first. */
  readonly beliefs: readonly Belief[];
}

/**
 * Looks until one explanation of trouble is certain, or not even all first looks and all telling
 * second ones together could add anything that matters (together they tell at most the sum of what each
 * tells). That nothing is
 * broken is only believed then.
 */
export async function askUntilCertain(options: AskOptions): Promise<AskResult> {
  const { chain, grounds, candidates, order = 'gain' } = options;
  const mostLooks = options.mostLooks ?? candidates.length * roundsByDefault;
  const beliefs = new Beliefs(
    chain,
    candidates.map(({ stream }) => stream),
  );
  const sinceMs = grounds().nowMs;
  const silent = new Set<string>();
  const made = new Set<string>();
  for (let looks = 0; ; looks += 1) {
    const now = grounds();
    const believed = beliefs.of(now);
    options.onBeliefs?.(believed);
    const end = (why: AskResult['end']): AskResult => ({ looks, end: why, beliefs: believed });
    if (isCertain(believed, options.about ?? 'mode')) return end('certain');
    if (looks >= mostLooks) return end('limit');
    const weigh = (all: readonly CandidateLook[]) =>
      weighed(all, believed, now, sinceMs).filter(
        ({ look, gainBits: bits }) => !silent.has(look.stream.key) && bits >= (look.leastBits ?? 0),
      );
    const able = weigh(candidates);
    const worth = able.filter((one) => !made.has(one.look.stream.key) || isTelling(one));
    const check = bestOf(weigh(options.checks?.(believed) ?? []));
    const byHand = check && tellsFarMore(check, worth) ? check : null;
    if (!byHand && sumOf(worth) < leastGainBits) return end('nothing-left');
    const next = byHand ?? (order === 'gain' ? bestOf(worth, 0) : able[looks % able.length]);
    if (!next) return end('nothing-left');
    made.add(next.look.stream.key);
    const told = await options.look({ ...next, beliefs: believed });
    if (!told) silent.add(next.look.stream.key);
  }
}

/** A second look at the same is only worth it when it tells something by itself. */
function isTelling({ gainBits: bits }: Scored): boolean {
  return bits >= leastBitsAgain;
}

function sumOf(all: readonly Scored[]): number {
  return all.reduce((sum, { gainBits: bits }) => sum + bits, 0);
}

/** Every candidate with what it is expected to tell now. */
function weighed(
  candidates: readonly CandidateLook[],
  beliefs: readonly Belief[],
  { streams }: Grounds,
  sinceMs: number,
): readonly Scored[] {
  const known = new Map(streams.map((stream) => [stream.key, stream]));
  const index = indexOf(beliefs);
  const about = aboutNow(beliefs);
  return candidates.map((candidate) => {
    const stream = known.get(candidate.stream.key);
    // What has looked remembers how it failed, and how long it took.
    const look = stream ? { ...candidate, ...runningLook(stream) } : candidate;
    return scored(
      { ...look, runs: candidate.runs },
      gainBits(look.stream, index, about),
      repeatsOf(look.stream, sinceMs),
    );
  });
}

function isCertain(beliefs: readonly Belief[], about: About): boolean {
  if (about === 'link') {
    const { name, probability } = likeliestLinks(beliefs);
    return name !== '' && probability >= certainFrom;
  }
  const [best] = beliefs;
  return best !== undefined && keyOf(best) !== '' && best.probability >= certainFrom;
}
