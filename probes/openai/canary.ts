import type { Canary } from './options.ts';

/** Shorter texts can be anything. */
const NOISE_CHARACTERS = 8;
/** A share of one and the same character, or of characters that say nothing, that makes noise. */
const NOISE_SHARE = 0.6;

/** Whether the answer is the known one; blanks at the ends and runs of blanks do not matter. */
export function isKnownAnswer(text: string, { answer, contains }: Canary): boolean {
  const said = normal(text);
  if (answer !== undefined && said !== normal(answer)) return false;
  const low = said.toLowerCase();
  return [contains ?? []].flat().every((part) => low.includes(normal(part).toLowerCase()));
}

/** The answer begins as the known one does and ends too early. */
export function isStartOfAnswer(text: string, { answer }: Canary): boolean {
  return answer !== undefined && normal(answer).startsWith(normal(text));
}

function normal(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** Noise: `!!!!!!!!` (what a model with NaN in its weights says), or characters without a meaning. */
export function isNoise(text: string): boolean {
  const characters = [...text.replace(/\s+/g, '')];
  if (characters.length < NOISE_CHARACTERS) return false;
  const counts = new Map<string, number>();
  for (const character of characters) counts.set(character, (counts.get(character) ?? 0) + 1);
  const commonest = Math.max(...counts.values());
  const meaningless = characters.filter((one) => /[\uFFFD\p{Cc}\p{Cn}\p{Co}]/u.test(one)).length;
  return Math.max(commonest, meaningless) / characters.length >= NOISE_SHARE;
}
