import { createHash } from 'node:crypto';
import { at } from '../../data/json.ts';
import type { ModelserverOptions } from '../options.ts';
import type { ServerAsker } from '../server-asker.ts';

/** Words, numbers, signs and scripts that tokenizers cut differently. */
export const sentence = 'The weak link: naïve façades cost 3.14159 €, in 東京 & Москва. 🙂';

/** Hexadecimal digits of a fingerprint: enough to tell a change, short enough to read. */
const FINGERPRINT_DIGITS = 16;

export function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, FINGERPRINT_DIGITS);
}

/** A fingerprint of the numbers of tokens in an answer; undefined where there are none. */
export function tokensIn(document: unknown): string | undefined {
  const tokens = at(document, 'tokens') ?? at(document, 'tokenize_response') ?? document;
  if (!Array.isArray(tokens) || tokens.length === 0) return undefined;
  const ids = tokens.map((token) => (typeof token === 'number' ? token : at(token, 'id')));
  return ids.every((id) => typeof id === 'number') ? fingerprint(ids.join(' ')) : undefined;
}

/**
 * Fingerprints of the tokenizer and of the chat template: a sentence that never changes, alone and
 * as a chat, as numbers of tokens. They cost no inference; who has no such page is left out.
 */
export async function tokenizerFacts(
  asker: ServerAsker,
  { tokenizer }: ModelserverOptions,
  plain: { readonly path: string; readonly body: unknown },
  chat?: { readonly path: string; readonly body: unknown },
): Promise<Readonly<Record<string, string>>> {
  if (!tokenizer) return {};
  const alone = await asker.post(plain.path, plain.body);
  const own = tokensIn(alone?.json);
  if (own === undefined) return {};
  const asChat = chat ? tokensIn((await asker.post(chat.path, chat.body))?.json) : undefined;
  return {
    'server.tokenizer': own,
    ...(asChat === undefined ? {} : { 'server.chat_template': asChat }),
  };
}
