import type { Share } from '../types.ts';
import { contributorOf, creditBy, TOKEN_WEIGHT } from './credit.ts';
import { sharesByWeight } from './parts-per-million.ts';
import type { Source } from './trace/source.ts';
import type { Trace } from './trace/trace.ts';

/** Who is credited for each token by the longest context that ends with it. For money. */
export function longestSuffixOwners({ contexts }: Trace): readonly (readonly Source[] | null)[] {
  return contexts.map((context) => context?.owners ?? null);
}

/** Each token's part goes to the owners of its longest context, in equal parts; none: unattributed. */
export function longestSuffixShares(trace: Trace): readonly Share[] {
  const credit = creditBy(longestSuffixOwners(trace), contributorOf);
  return sharesByWeight(credit, trace.tokens.count * TOKEN_WEIGHT, 'longest-suffix', 'checked');
}
