import type { SafeText } from '../../src/text/safe-text.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Refusal } from './api.ts';

/** Something that a look found, with what shows it. */
export interface Problem {
  readonly symptom: string;
  readonly evidence: SafeText;
}

/** Why a part of the look has no answer. */
export function problemOfRefusal(
  what: string,
  { symptom, detail }: Refusal,
  kept: KeptText,
): Problem {
  return { symptom, evidence: kept.fact(`${what}: ${detail}`) };
}
