import type { Share } from '../types.ts';
import { contributorOf, creditBy, TOKEN_WEIGHT } from './credit.ts';
import { sharesByWeight } from './parts-per-million.ts';
import type { Source } from './trace/source.ts';
import type { Span } from './trace/spans.ts';
import type { Trace } from './trace/trace.ts';

/** The longest span over each token, the first of equally long ones; null where there is none. */
export function spanOfEachToken({ spans, tokens }: Trace): readonly (Span | null)[] {
  const over: (Span | null)[] = Array.from({ length: tokens.count }, () => null);
  for (const span of spans) {
    for (let at = span.start; at < span.end; at += 1) {
      const known = over[at];
      if (!known || span.end - span.start > known.end - known.start) over[at] = span;
    }
  }
  return over;
}

/** Who is shown behind each token. For display: a span looks ahead, which what caused it cannot. */
export function exactSpanOwners(trace: Trace): readonly (readonly Source[] | null)[] {
  return spanOfEachToken(trace).map((span) => span?.owners ?? null);
}

export function exactSpanShares(trace: Trace): readonly Share[] {
  const credit = creditBy(exactSpanOwners(trace), contributorOf);
  return sharesByWeight(credit, trace.tokens.count * TOKEN_WEIGHT, 'exact-span', 'checked');
}
