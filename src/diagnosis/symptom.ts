import { isAnswer } from './asking/answers.ts';
import { type Told, toldOf } from './effects/whereabouts.ts';
import { leak } from './leak.ts';

/** A symptom, or `ok`, with what is asked of it again and again while a likelihood is worked out. */
export interface Symptom {
  readonly name: string;
  /** P(it | no fault), 0…1. */
  readonly leak: number;
  /** True for what a person answers, which is no matter of chance. */
  readonly isAnswer: boolean;
  /** Where it tells where the time went: what it is otherwise, and how often it tells that. */
  readonly told: Told | undefined;
}

/** A few hundred exist; a file may make up others, and those are worked out anew. */
const mostRemembered = 1_000;
const remembered = new Map<string, Symptom>();

export function symptomNamed(name: string): Symptom {
  const known = remembered.get(name);
  if (known) return known;
  const made = { name, leak: leak(name), isAnswer: isAnswer(name), told: toldOf(name) };
  if (remembered.size < mostRemembered) remembered.set(name, made);
  return made;
}

export const ok: Symptom = symptomNamed('ok');
