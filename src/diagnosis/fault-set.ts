import type { Member } from './company.ts';

/** Faults that are present at once. */
export interface FaultSet {
  readonly members: readonly Member[];
  /** Log of prior × likelihood over the window, relative to nothing being broken. */
  readonly log: number;
}

/** Most faults that are taken to be present at once. */
export const mostFaults = 3;
/** Sets of each size that are grown further, and how many of the same links: bounds on the work. */
const mostGrown = 8;
const mostOfSameLinks = 2;

/** The likeliest, of the same links a few: one more fault is much the same beside each of them. */
export function worthGrowing(sets: readonly FaultSet[]): readonly FaultSet[] {
  const ofLinks = new Map<string, number>();
  return sets
    .toSorted((a, b) => b.log - a.log)
    .filter(({ members }) => {
      const links = members
        .map(({ fault }) => fault.link)
        .sort()
        .join();
      const before = ofLinks.get(links) ?? 0;
      ofLinks.set(links, before + 1);
      return before < mostOfSameLinks;
    })
    .slice(0, mostGrown);
}

/** The same for any order in which they were found. */
export function keyOf({ members }: FaultSet): string {
  return joined(members.map((member) => member.fault.index));
}

/** The same for any order of these numbers. */
export function joined(numbers: number[]): string {
  return numbers.sort((a, b) => a - b).join();
}
