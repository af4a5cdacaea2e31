import { spanOfEachToken } from '../../attribution/methods/exact-span.ts';
import type { Trace } from '../../attribution/methods/trace/trace.ts';

/** A piece of an answer: what stands in one document, or what stands nowhere. */
export interface Piece {
  readonly text: string;
  /** Where it stands: datanet and content, as the first owner of its span; null for nowhere. */
  readonly source: { readonly datanet: string; readonly hash: string } | null;
}

/** The answer as it was given, cut where its sources change. Its pieces are the answer again. */
export function piecesOf(trace: Trace): readonly Piece[] {
  const { tokens } = trace;
  const pieces: Piece[] = [];
  let from = 0;
  const put = (to: number, source: Piece['source']) => {
    if (to > from) pieces.push({ text: tokens.text.slice(from, to), source });
    from = Math.max(from, to);
  };
  const spans = spanOfEachToken(trace);
  for (let at = 0; at < tokens.count; ) {
    const span = spans[at];
    let last = at;
    while (last + 1 < tokens.count && spans[last + 1] === span) last += 1;
    const [owner] = span?.owners ?? [];
    if (owner) {
      put(tokens.starts[at] as number, null);
      put(tokens.ends[last] as number, {
        datanet: owner.searched.name,
        hash: owner.content.hash,
      });
    }
    at = last + 1;
  }
  put(tokens.text.length, null);
  return pieces;
}
