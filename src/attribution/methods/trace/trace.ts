import { type TokenList, tokenList } from '../../tokens/token-list.ts';
import { type Context, longestContexts } from './longest-contexts.ts';
import { reachesOf } from './reaches.ts';
import type { Searched } from './searched.ts';
import { maximalSpans, type Span } from './spans.ts';

/** An answer, held against datanets. It says where the same words stand, and never what caused them. */
export interface Trace {
  readonly tokens: TokenList;
  readonly searched: readonly Searched[];
  /** For each token; null where none is long enough. */
  readonly contexts: readonly (Context | null)[];
  readonly spans: readonly Span[];
}

/** Tokens of one answer: those beyond earn nobody anything. Kept answers are shorter. */
const MAX_ANSWER_TOKENS = 65_536;
/** Two documents that agree over so many minimum lengths hold the same passage. */
const COPY_MINIMUMS = 2;

/** Deterministic: the same answer and documents give the same trace, in whatever shards they stand. */
export function traceAnswer(searched: readonly Searched[], text: string): Trace {
  const [first] = searched;
  if (!first) return { tokens: noTokens(text), searched, contexts: [], spans: [] };
  const tokens = tokenList(first.tokeniser, text, MAX_ANSWER_TOKENS);
  const reaches = reachesOf(searched, tokens);
  const longest = Math.max(...searched.map(({ minimum }) => minimum.length));
  const copyLength = Math.max(first.tokeniser.copyLength, COPY_MINIMUMS * longest);
  return {
    tokens,
    searched,
    contexts: longestContexts(reaches, tokens.count, copyLength),
    spans: maximalSpans(reaches, copyLength),
  };
}

function noTokens(text: string): TokenList {
  const none = { keyEnds: new Uint32Array(), hashes: new Uint32Array(), keys: new Uint8Array() };
  return { text, count: 0, ...none, starts: new Int32Array(), ends: new Int32Array() };
}
