import { limits } from '../../src/platform/limits.ts';
import type { Redactor } from '../../src/text/redact.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { sanitise } from '../../src/text/sanitise.ts';
import type { Finding, SymptomSpec } from '../probe.ts';

/** One thing that is wrong. */
export interface Judgement<Symptom extends string> {
  readonly symptom: Symptom;
  readonly summary: SafeText;
  readonly evidence: SafeText;
}

/** Characters that a summary may have. */
const SUMMARY_CHARACTERS = 60;

/** What a finding says of the judgements, the first being the most telling; `ok` where there are none. */
export function verdictOf<Symptom extends string>(
  judgements: readonly Judgement<Symptom>[],
  symptoms: Readonly<Record<Symptom, SymptomSpec>>,
  redactor: Redactor,
  summaryWhenWell: SafeText,
): Pick<Finding, 'outcome' | 'symptom' | 'alsoSeen' | 'summary' | 'evidence'> {
  const [first, ...others] = judgements;
  if (!first) return { outcome: 'ok', symptom: null, summary: summaryWhenWell };
  const also = new Set(others.map(({ symptom }) => symptom));
  also.delete(first.symptom);
  return {
    outcome: symptoms[first.symptom].outcome,
    symptom: first.symptom,
    alsoSeen: [...also],
    summary: sanitise(redactor.redact(first.summary), { maxCharacters: SUMMARY_CHARACTERS }),
    evidence: judgements
      .slice(0, limits.evidencePieces)
      .map(({ evidence }) =>
        sanitise(redactor.redact(evidence), { maxCharacters: limits.evidenceCharacters }),
      ),
  };
}
