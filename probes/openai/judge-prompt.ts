import { safe } from '../../src/text/sanitise.ts';
import type { Completion } from './completion.ts';
import type { Problem } from './judge-answer.ts';
import type { Question } from './question.ts';

/** A word is a token at least, except in the few tokenizers that join some. */
const WORDS_SHARE = 0.9;
/** Of the pinned count: less is a prompt that was cut, more or little less another tokenizer. */
const CUT_SHARE = 0.9;
/** A word that is new in every look is some tokens more or less. */
const NONCE_TOKENS = 8;

/** Whether the model read all that was asked, and by the tokens that were pinned. */
export function judgePrompt({ usage }: Completion, question: Question): readonly Problem[] {
  const read = usage?.promptTokens;
  if (read === undefined) return [];
  const { padWords, promptTokens, nonce } = question;
  if (padWords !== undefined && read < padWords * WORDS_SHARE) {
    const evidence = safe`${padWords} words and more were sent, and ${read} tokens were read`;
    return [{ symptom: 'llm.prompt_truncated', evidence }];
  }
  if (promptTokens === undefined) return [];
  if (read < promptTokens * CUT_SHARE - (nonce === undefined ? 0 : NONCE_TOKENS)) {
    const evidence = safe`${read} tokens were read, pinned are ${promptTokens}`;
    return [{ symptom: 'llm.prompt_truncated', evidence }];
  }
  const slack = nonce === undefined ? 0 : NONCE_TOKENS;
  if (Math.abs(read - promptTokens) <= slack) return [];
  const evidence = safe`the prompt counts ${read} tokens, pinned are ${promptTokens}: another tokenizer or chat template`;
  return [{ symptom: 'llm.tokenizer_changed', evidence }];
}

/** The word of an earlier look in an answer that lacks that of this one. */
export function staleNonce(
  text: string,
  { nonce, earlierNonces = [] }: Question,
): string | undefined {
  if (nonce === undefined || text.includes(nonce)) return undefined;
  return earlierNonces.find((earlier) => text.includes(earlier));
}
