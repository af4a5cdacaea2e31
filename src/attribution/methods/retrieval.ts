import type { Content } from '../datanet/catalogue/catalogue.ts';
import { type Datanet, textOf } from '../datanet/datanet.ts';
import { contentFinder } from '../datanet/find-content.ts';
import { Shard } from '../datanet/shard/shard.ts';
import { ShardBuilder } from '../datanet/shard/shard-builder.ts';
import type { Share } from '../types.ts';
import { contributorOf, creditBy, TOKEN_WEIGHT } from './credit.ts';
import { longestSuffixOwners } from './longest-suffix.ts';
import { sharesByWeight } from './parts-per-million.ts';
import { type Searched, searchedTogether } from './trace/searched.ts';
import { type Trace, traceAnswer } from './trace/trace.ts';

/** Documents that one answer can name: retrieval gives some ten. */
const MAX_CITED = 64;

/** The documents of datanets that an answer was given, and the names that stand for none. */
export interface Cited {
  readonly searched: readonly Searched[];
  readonly documents: number;
  readonly unknown: readonly string[];
}

/**
 * Finds cited documents, by title or content hash, and makes them searchable by themselves.
 *
 * @throws WeaklinkError E_DATANET_FILE, E_TOKENISER_MIXED
 */
export function citedDocuments(datanets: readonly Datanet[], citations: readonly string[]): Cited {
  const named = new Set(citations.slice(0, MAX_CITED));
  const known = new Set<string>();
  const searched: Searched[] = [];
  let documents = 0;
  const together = searchedTogether(datanets);
  for (const [at, datanet] of datanets.entries()) {
    const { find } = contentFinder(datanet.catalogue);
    const contents = new Set<Content>();
    for (const name of named) {
      for (const content of find(name)) {
        known.add(name);
        contents.add(content);
      }
    }
    documents += contents.size;
    const whole = together[at];
    if (whole && contents.size > 0) {
      searched.push({ ...whole, shards: [shardOfContents(datanet, contents)] });
    }
  }
  return { searched, documents, unknown: [...named].filter((name) => !known.has(name)) };
}

function shardOfContents(datanet: Datanet, contents: ReadonlySet<Content>): Shard {
  const builder = new ShardBuilder(datanet.tokeniser);
  const registered = [...contents].sort(
    (one, other) =>
      Date.parse(one.owner.registered) - Date.parse(other.owner.registered) ||
      one.number - other.number,
  );
  for (const content of registered) {
    builder.add({ ordinal: content.number, text: textOf(datanet.directory, content) });
  }
  return new Shard(builder.build());
}

/** An answer held against the documents that it was given, and nothing else. */
export function retrievalTrace({ searched }: Cited, text: string): Trace {
  return traceAnswer(searched, text);
}

/** A document earns what of it is really quoted; to have been retrieved is not enough. */
export function retrievalShares(trace: Trace): readonly Share[] {
  const credit = creditBy(longestSuffixOwners(trace), contributorOf);
  return sharesByWeight(credit, trace.tokens.count * TOKEN_WEIGHT, 'retrieval', 'checked');
}
