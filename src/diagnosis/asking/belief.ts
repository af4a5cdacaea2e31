import type { LinkId } from '../../chain/types.ts';
import type { Fault } from '../hypotheses.ts';

/** One explanation of what is seen, and how probable it is now, 0…1. */
export type Belief =
  /** Empty: nothing is broken. Several: all at once. */
  | { readonly faults: readonly Fault[]; readonly probability: number }
  /** A cause that is not in the chain. */
  | { readonly faults: 'outside'; readonly probability: number };

/** Two beliefs of one key say the same, whatever share of traffic they assume. */
export function keyOf({ faults }: Belief): string {
  if (faults === 'outside') return 'outside';
  return faults
    .map(({ link, mode }) => `${link} ${mode.id}`)
    .sort()
    .join(' & ');
}

/** `router`, `router and store`, `a cause outside the chain`, `no fault`. */
export function nameOf({ faults }: Belief): string {
  if (faults === 'outside') return 'a cause outside the chain';
  if (faults.length === 0) return 'no fault';
  return [...new Set(faults.map(({ link }) => link))].join(' and ');
}

/** Beliefs by what their looks can meet, so that a look asks only those on its path. */
export interface BeliefIndex {
  /** Of one fault each. */
  readonly ofLink: ReadonlyMap<LinkId, readonly Belief[]>;
  /** Of several faults, and of a cause outside. */
  readonly others: readonly Belief[];
  /** Of each belief one of its own. */
  readonly numbers: ReadonlyMap<Belief, number>;
  /** What looks gain, as far as it is worked out: see gain.ts. */
  readonly gains: Map<object, Map<string, number>>;
}

export function indexOf(beliefs: readonly Belief[]): BeliefIndex {
  const ofLink = new Map<LinkId, Belief[]>();
  const others: Belief[] = [];
  for (const belief of beliefs) {
    const { faults } = belief;
    if (faults === 'outside' || faults.length > 1) {
      others.push(belief);
      continue;
    }
    const [fault] = faults;
    if (!fault) continue;
    const known = ofLink.get(fault.link);
    if (known) known.push(belief);
    else ofLink.set(fault.link, [belief]);
  }
  const numbers = new Map(beliefs.map((belief, number) => [belief, number]));
  return { ofLink, others, numbers, gains: new Map() };
}

/** The most probable explanation as far as links go: whichever modes and shares of them. */
export function likeliestLinks(beliefs: readonly Belief[]): { name: string; probability: number } {
  const sums = new Map<string, number>();
  for (const belief of beliefs) {
    const name = belief.faults.length === 0 ? '' : nameOf(belief);
    sums.set(name, (sums.get(name) ?? 0) + belief.probability);
  }
  const [best = ['', 0] as const] = [...sums].sort((a, b) => b[1] - a[1]);
  return { name: best[0], probability: best[1] };
}
