import { type TokenList, tokenList } from '../../tokens/token-list.ts';
import type { Tokeniser } from '../../tokens/types.ts';
import type { Shard } from '../shard/shard.ts';
import type { Calibration } from './calibration.ts';
import { longestElsewhere } from './longest-elsewhere.ts';

/** Text that is held against the index. */
export interface HeldText {
  readonly text: string;
  /** Number of the content that it is, which is left out; null for text from elsewhere. */
  readonly ordinal: number | null;
}

/** Tokens that are held against the index: of a rate of 1 %, 200 are seen. */
const MAX_TOKENS = 20_000;

/** Measures how much of each text the index has too, without what the text itself brought into it. */
export function calibrate(
  tokeniser: Tokeniser,
  shards: readonly Shard[],
  texts: readonly HeldText[],
): Calibration {
  const { minimums, copyLength } = tokeniser;
  const perText = Math.ceil(MAX_TOKENS / Math.max(1, texts.length));
  const covered = minimums.map(() => 0);
  let [tokens, copied] = [0, 0];
  for (const { text, ordinal } of texts) {
    const list = excerpt(tokeniser, text, perText);
    const lengths = coverLengths(longestMatches(shards, list, ordinal));
    for (const length of lengths) {
      if (length >= copyLength) copied += 1;
      else {
        tokens += 1;
        minimums.forEach((minimum, at) => {
          if (length >= minimum) covered[at] = (covered[at] ?? 0) + 1;
        });
      }
    }
  }
  return {
    source: texts.every(({ ordinal }) => ordinal === null) ? 'given' : 'left out',
    texts: texts.length,
    tokens,
    copied,
    covered: minimums.map((length, at) => ({ length, tokens: covered[at] ?? 0 })),
  };
}

/** From the middle of a text, where titles and licences are not. */
function excerpt(tokeniser: Tokeniser, text: string, tokens: number): TokenList {
  const perToken = 8;
  const from = Math.max(0, Math.floor((text.length - tokens * perToken) / 2));
  return tokenList(tokeniser, text.slice(from), tokens);
}

/** How far what begins at each token stands in some shard. */
function longestMatches(
  shards: readonly Shard[],
  list: TokenList,
  ordinal: number | null,
): Int32Array {
  const longest = new Int32Array(list.count);
  for (const shard of shards) {
    const own = ordinal === null ? -1 : shard.data.ordinals.indexOf(ordinal);
    const ids = shard.idsOf(list);
    for (let start = 0; start < ids.length; start += 1) {
      const length = longestElsewhere(shard, ids, start, own);
      if (length > (longest[start] as number)) longest[start] = length;
    }
  }
  return longest;
}

/** The length of the longest match that covers each token. */
function coverLengths(longest: Int32Array): Int32Array {
  const covers = new Int32Array(longest.length);
  for (let start = 0; start < longest.length; start += 1) {
    const length = longest[start] as number;
    for (let at = start; at < start + length; at += 1) {
      if (length > (covers[at] as number)) covers[at] = length;
    }
  }
  return covers;
}
