import type { SafeText } from '../../src/text/safe-text.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import type { Seen } from '../network/finding.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Finding, LookContext, SymptomSpec } from '../probe.ts';
import { couldNotLook } from '../system/give-up.ts';
import { type Judgement, verdictOf } from '../system/judgement.ts';
import { type StoreSymptom, storeSymptoms } from './symptoms.ts';

/** One thing that a store said, or did, instead of answering. */
export interface StoreFailure {
  readonly symptom: StoreSymptom | 'self.cancelled';
  /** In its own words, from outside: not sanitised yet. */
  readonly detail: string;
}

/** Summary for what a store failed with; the detail is evidence. */
export function storeFailureFinding(
  { symptom, detail }: StoreFailure,
  seen: Seen,
  kept: KeptText,
): Finding {
  if (symptom === 'self.cancelled') return { ...couldNotLook(symptom, safe`cancelled`), ...seen };
  return {
    outcome: storeSymptoms[symptom].outcome,
    symptom,
    summary: sanitise(storeSymptoms[symptom].meaning, { maxCharacters: 60 }),
    evidence: [kept.fact(detail)],
    ...seen,
  };
}

/** The worst first: what failed before what is only degraded, else in the order of the look. */
export function judged<Symptom extends string>(
  judgements: readonly Judgement<Symptom>[],
  symptoms: Readonly<Record<Symptom, SymptomSpec>>,
  { redactor }: LookContext,
  summaryWhenWell: SafeText,
  seen: Seen,
): Finding {
  const rank = ({ symptom }: Judgement<Symptom>) =>
    symptoms[symptom].outcome === 'failed' ? 0 : 1;
  const worstFirst = judgements.toSorted((a, b) => rank(a) - rank(b));
  return { ...verdictOf(worstFirst, symptoms, redactor, summaryWhenWell), ...seen };
}

export function slowness(
  tookMs: number,
  slowMs: number | undefined,
): readonly Judgement<'store.slow'>[] {
  if (slowMs === undefined || tookMs <= slowMs) return [];
  const took = Math.round(tookMs);
  return [
    {
      symptom: 'store.slow',
      summary: safe`answered in ${took} ms`,
      evidence: safe`the look took ${took} ms, allowed are ${slowMs} ms`,
    },
  ];
}
