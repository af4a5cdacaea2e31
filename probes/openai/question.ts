import { randomInt } from 'node:crypto';
import { LookMemory } from '../system/memory.ts';
import type { Canary, OpenaiOptions } from './options.ts';

/** Where a prompt has this, every look puts in a word that nobody has ever asked with. */
export const NONCE = '{nonce}';
/** In place of it in the command that a person repeats. */
const NONCE_BY_HAND = 'kestrel-4711';
/** Words of earlier looks at one target that are remembered: an answer with one of them is an old one. */
const NONCES_KEPT = 32;
/** Filler: common words, each of them a token at least. */
const filler =
  'river stone window garden paper silver morning winter bridge market forest candle mirror harbour'.split(
    ' ',
  );
/** Letters and digits that are told apart in any type, so that they survive being read aloud. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
const NONCE_CHARACTERS = 10;

/** A canary as it is asked in one look. */
export interface Question extends Canary {
  /** The word of this look; undefined where all looks ask the same. */
  readonly nonce?: string;
  /** Those of earlier looks at the same target. */
  readonly earlierNonces?: readonly string[];
}

const asked = new LookMemory<readonly string[]>();

/** The question of one look: its nonce put in, its padding written out. */
export function questionOf(options: OpenaiOptions, canary: Canary): Question {
  if (!hasNonce(canary)) return padded(canary);
  const target = `${options.url} ${options.model ?? ''} ${canary.prompt}`;
  const earlierNonces = asked.recall(target) ?? [];
  const nonce = Array.from(
    { length: NONCE_CHARACTERS },
    () => alphabet[randomInt(alphabet.length)],
  ).join('');
  asked.keep(target, [nonce, ...earlierNonces].slice(0, NONCES_KEPT));
  return { ...padded(withNonce(canary, nonce)), nonce, earlierNonces };
}

/** The same for a command: with one word for all times. */
export function questionByHand(canary: Canary): Canary {
  return hasNonce(canary) ? padded(withNonce(canary, NONCE_BY_HAND)) : padded(canary);
}

export function hasNonce({ prompt }: Pick<Canary, 'prompt'>): boolean {
  return prompt.includes(NONCE);
}

function withNonce(canary: Canary, nonce: string): Canary {
  const put = (text: string) => text.replaceAll(NONCE, nonce);
  const { prompt, answer, contains } = canary;
  // Without a known answer it is the word itself that has to come back.
  const wanted = contains ?? (answer === undefined ? NONCE : undefined);
  return {
    ...canary,
    prompt: put(prompt),
    ...(answer === undefined ? {} : { answer: put(answer) }),
    ...(wanted === undefined ? {} : { contains: [wanted].flat().map(put) }),
  };
}

/**
 * The question stands in front of the padding and is named again behind it: whichever end a server
 * cuts off, the answer or the count of tokens shows it.
 */
function padded(canary: Canary): Canary {
  const { prompt, padWords } = canary;
  if (padWords === undefined) return canary;
  const words = Array.from({ length: padWords }, (_, index) => filler[index % filler.length]);
  return { ...canary, prompt: `${prompt}\n\n${words.join(' ')}\n\nDo what the first line asks.` };
}
