import { createHash } from 'node:crypto';
import type { SafeText } from '../../src/text/safe-text.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { Canary } from './options.ts';

/** Hexadecimal digits of a fingerprint: enough to tell a change, short enough to read. */
const FINGERPRINT_DIGITS = 16;

/** Shorter texts can be anything. */
const NOISE_CHARACTERS = 8;
/** Words of an answer that may be one and the same: counting or rhyming, models say fewer. */
const NOISE_WORDS = 8;
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

/** The same for answers that differ in blanks alone. */
export function answerFingerprint(text: string): SafeText {
  const digest = createHash('sha256').update(normal(text)).digest('hex');
  return safe`${digest.slice(0, FINGERPRINT_DIGITS)}`;
}

function normal(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/**
 * Noise: `!!!!!!!!` (what a model with NaN in its weights says), characters without a meaning, or one
 * word over and over.
 */
export function isNoise(text: string): boolean {
  const words = text.trim().split(/\s+/);
  if (words.length >= NOISE_WORDS && most(words) / words.length >= NOISE_SHARE) return true;
  const characters = [...text.replace(/\s+/g, '')];
  if (characters.length < NOISE_CHARACTERS) return false;
  const commonest = most(characters);
  const meaningless = characters.filter((one) => /[\uFFFD\p{Cc}\p{Cn}\p{Co}]/u.test(one)).length;
  return Math.max(commonest, meaningless) / characters.length >= NOISE_SHARE;
}

/** How often the commonest of them is there. */
function most(parts: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1);
  return Math.max(...counts.values());
}
