import type { Datanet } from '../../attribution/datanet/datanet.ts';
import { creditBy, TOKEN_WEIGHT } from '../../attribution/methods/credit.ts';
import { exactSpanOwners, exactSpanShares } from '../../attribution/methods/exact-span.ts';
import { contributorIn } from '../../attribution/methods/imported/contributor-in.ts';
import { importedShares } from '../../attribution/methods/imported/imported.ts';
import { readScores } from '../../attribution/methods/imported/scores-file.ts';
import {
  longestSuffixOwners,
  longestSuffixShares,
} from '../../attribution/methods/longest-suffix.ts';
import { type CountModel, trigramModel } from '../../attribution/methods/loo/count-model.ts';
import { leaveOneOut, looShares } from '../../attribution/methods/loo/leave-one-out.ts';
import {
  citedDocuments,
  retrievalShares,
  retrievalTrace,
} from '../../attribution/methods/retrieval.ts';
import { type Searched, searchedTogether } from '../../attribution/methods/trace/searched.ts';
import type { Source } from '../../attribution/methods/trace/source.ts';
import { type Trace, traceAnswer } from '../../attribution/methods/trace/trace.ts';
import type { Share } from '../../attribution/types.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { sanitise } from '../../text/sanitise.ts';

export const traceMethods = [
  'longest-suffix',
  'exact-span',
  'retrieval',
  'imported',
  'loo',
] as const;
export type TraceMethod = (typeof traceMethods)[number];

export interface TraceRequest {
  readonly method: TraceMethod;
  readonly minimum: number | undefined;
  readonly cited: readonly string[];
  readonly scores: string | undefined;
  readonly output: string | undefined;
}

/** An answer, traced by one method. */
export interface Traced {
  readonly trace: Trace;
  readonly shares: readonly Share[];
  /** Tokens that each source document is credited for. */
  readonly documents: readonly { readonly source: Source; readonly tokens: number }[];
  /** Cited names that stand for no document. */
  readonly unknownCitations: readonly string[];
}

/** @throws WeaklinkError E_OPTION, E_SCORES…, E_TOKENISER_MIXED, E_DATANET_… */
export async function traced(
  datanets: readonly Datanet[],
  text: string,
  request: TraceRequest,
): Promise<Traced> {
  if (request.method === 'retrieval') {
    const cited = citedDocuments(datanets, request.cited);
    const trace = retrievalTrace(cited, text);
    const documents = documentsOf(longestSuffixOwners(trace));
    return { trace, documents, shares: retrievalShares(trace), unknownCitations: cited.unknown };
  }
  const searched = searchedTogether(datanets, request.minimum);
  const trace = traceAnswer(searched, text);
  const isSpan = request.method === 'exact-span';
  return {
    trace,
    documents: documentsOf(isSpan ? exactSpanOwners(trace) : longestSuffixOwners(trace)),
    shares: await sharesOf(datanets, searched, trace, request),
    unknownCitations: [],
  };
}

async function sharesOf(
  datanets: readonly Datanet[],
  searched: readonly Searched[],
  trace: Trace,
  request: TraceRequest,
): Promise<readonly Share[]> {
  switch (request.method) {
    case 'imported':
      return sharesOfScores(datanets, request);
    case 'exact-span':
      return exactSpanShares(trace);
    case 'loo':
      return looShares(searched, leaveOneOut(searched, trace.tokens, modelOf(searched)));
    default:
      return longestSuffixShares(trace);
  }
}

/** A model that is counts of the datanets, with as many words as the greatest of them has. */
function modelOf(searched: readonly Searched[]): CountModel {
  const words = searched.flatMap(({ shards }) =>
    shards.map(({ data }) => data.vocabulary.keyEnds.length),
  );
  return trigramModel(Math.max(1, ...words));
}

async function sharesOfScores(
  datanets: readonly Datanet[],
  { scores, output }: TraceRequest,
): Promise<readonly Share[]> {
  if (scores === undefined || output === undefined) {
    throw new WeaklinkError({
      code: 'E_OPTION',
      message: 'imported needs --scores and --output',
      hint: 'Give the file of scores and the output in it that this answer is.',
    });
  }
  const found = (await readScores(scores)).get(output);
  if (!found) {
    throw new WeaklinkError({
      code: 'E_SCORES_OUTPUT',
      message: `${scores} has no scores of "${sanitise(output)}"`,
      hint: 'Give an "output" of the file.',
    });
  }
  return importedShares(found, contributorIn(datanets));
}

function documentsOf(owners: readonly (readonly Source[] | null)[]): Traced['documents'] {
  const sources = new Map<string, Source>();
  const credit = creditBy(owners, (source) => {
    const key = `${source.searched.name}\0${source.content.hash}`;
    if (!sources.has(key)) sources.set(key, source);
    return key;
  });
  return [...credit]
    .map(([key, weight]) => ({ source: sources.get(key) as Source, tokens: weight / TOKEN_WEIGHT }))
    .sort(
      (one, other) =>
        other.tokens - one.tokens || (one.source.content.hash < other.source.content.hash ? -1 : 1),
    );
}
