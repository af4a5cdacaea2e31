import type { Edge } from './needs.ts';
import { surenesses, type Thing } from './unite.ts';

export interface Uncircled {
  readonly edges: ReadonlyMap<Thing, readonly Edge[]>;
  /** Needs that were dropped, for they would have led back. */
  readonly dropped: readonly { readonly from: Thing; readonly to: Thing }[];
}

/**
 * A chain has an end: needs are taken from the surest to the least sure, and one that would close a
 * circle is dropped. Ties fall in the order of the things, so that the same guesses give the same.
 */
export function withoutCycles(all: ReadonlyMap<Thing, readonly Edge[]>): Uncircled {
  const single = [...all].flatMap(([from, edges]) =>
    edges.flatMap((edge) => edge.to.map((to) => ({ from, to, sure: edge.sure }))),
  );
  const sorted = single.toSorted((a, b) => surenesses.indexOf(b.sure) - surenesses.indexOf(a.sure));
  const kept = new Map<Thing, Set<Thing>>();
  const dropped: { from: Thing; to: Thing }[] = [];
  for (const { from, to } of sorted) {
    if (leadsTo(to, from, kept)) dropped.push({ from, to });
    else kept.set(from, (kept.get(from) ?? new Set()).add(to));
  }
  const edges = [...all].map(([from, its]) => {
    const left = its.map((edge) => ({
      ...edge,
      to: edge.to.filter((to) => kept.get(from)?.has(to)),
    }));
    return [from, left.filter(({ to }) => to.length > 0)] as const;
  });
  return { edges: new Map(edges), dropped };
}

function leadsTo(start: Thing, end: Thing, kept: ReadonlyMap<Thing, ReadonlySet<Thing>>): boolean {
  const seen = new Set([start]);
  const waiting = [start];
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    if (one === end) return true;
    for (const next of kept.get(one) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return false;
}
