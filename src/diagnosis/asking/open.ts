import { type Belief, nameOf } from './belief.ts';

/** An explanation less probable than this is no longer open. */
const openFrom = 0.05;

/** What is still open, as far as links go. */
export interface Open {
  /** The explanations that are probable enough to matter, the likeliest first, by name. */
  readonly candidates: readonly string[];
  /** Entropy over all of them: how many yes-or-no answers are missing. */
  readonly bits: number;
}

export function openAmong(beliefs: readonly Belief[]): Open {
  const shares = new Map<string, number>();
  for (const belief of beliefs) {
    const name = nameOf(belief);
    shares.set(name, (shares.get(name) ?? 0) + belief.probability);
  }
  const ranked = [...shares].sort((a, b) => b[1] - a[1]);
  const total = ranked.reduce((sum, [, share]) => sum + share, 0) || 1;
  return {
    candidates: ranked.filter(([, share]) => share >= openFrom * total).map(([name]) => name),
    bits: ranked.reduce((sum, [, share]) => sum + bitsOf(share / total), 0),
  };
}

function bitsOf(share: number): number {
  return share > 0 ? -share * Math.log2(share) : 0;
}
