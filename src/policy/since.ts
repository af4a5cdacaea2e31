import type { Ruling } from '../events/ruling.ts';
import type { EventOf, Fact, Instant } from '../events/types.ts';

/**
 * Since when a fact has been as it is.
 *
 * @param past looks at one link, oldest first
 * @returns null where no look of the past told it
 */
export function sinceWhen(
  past: readonly EventOf<'observation'>[],
  fact: string,
): Pick<Ruling, 'orEarlier'> & { readonly since: Instant | null } {
  const told = past.filter(({ data }) => isTold(data.facts[fact]));
  const now = told.at(-1)?.data.facts[fact];
  const before = told.findLastIndex(({ data }) => data.facts[fact] !== now);
  const first = told[before + 1];
  if (!first) return { since: null };
  const since = first.data.startedAt;
  return before < 0 ? { since, orEarlier: true } : { since };
}

function isTold(fact: Fact | undefined): boolean {
  return fact !== undefined && fact !== null;
}
