import type { Source } from '../../attribution/methods/trace/source.ts';
import type { PartyId } from '../../attribution/types.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { Traced, TraceMethod } from './traced.ts';

/** The trace for a script. Places count code units of the answer as it was given. */
export function traceDocument(
  { trace, shares, documents, unknownCitations }: Traced,
  method: TraceMethod,
  sizes: ReadonlyMap<PartyId, number>,
) {
  const { tokens } = trace;
  const whole = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  return {
    schema: 'weaklink.trace/1',
    method,
    tokens: tokens.count,
    datanets: trace.searched.map(({ name, tokeniser, minimum }) => ({
      name,
      tokeniser: tokeniser.id,
      minimum,
    })),
    shares: shares.map((share) => ({
      ...share,
      bySize: whole > 0 ? (sizes.get(share.party) ?? 0) / whole : null,
    })),
    documents: documents.map(({ source, tokens: credited }) => ({
      ...named(source),
      tokens: credited,
      copies: source.content.documents.length - 1,
    })),
    spans: trace.spans.map(({ start, end, occurrences, owners }) => ({
      from: tokens.starts[start],
      to: tokens.ends[end - 1],
      tokens: end - start,
      text: sanitise(tokens.text.slice(tokens.starts[start], tokens.ends[end - 1])),
      occurrences,
      owners: owners.map(named),
    })),
    unknownCitations: unknownCitations.map((name) => sanitise(name)),
  };
}

function named({ searched, content }: Source) {
  const { title, contributor, licence, registered } = content.owner;
  return { datanet: searched.name, title, hash: content.hash, contributor, licence, registered };
}
