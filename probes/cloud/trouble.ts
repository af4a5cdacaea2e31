import { sanitise } from '../../src/text/sanitise.ts';
import type { Seen } from '../network/finding.ts';
import type { KeptText } from '../network/kept-text.ts';
import { type Finding, selfSymptoms } from '../probe.ts';
import { type CloudSymptom, cloudSymptoms } from './symptoms.ts';

type SelfSymptom = keyof typeof selfSymptoms;

const SUMMARY_CHARACTERS = 60;

/**
 * What ends a look before it could judge: thrown within a look, caught by `lookAtCloud`, never seen
 * outside. The details are from outside and not sanitised.
 */
export class CloudTrouble extends Error {
  override readonly name = 'CloudTrouble';
  readonly symptom: CloudSymptom | SelfSymptom;
  readonly details: readonly string[];

  constructor(symptom: CloudSymptom | SelfSymptom, ...details: readonly string[]) {
    super(symptom);
    this.symptom = symptom;
    this.details = details;
  }
}

export function troubleFinding({ symptom, details }: CloudTrouble, seen: Seen, kept: KeptText) {
  const spec = isCloud(symptom) ? cloudSymptoms[symptom] : undefined;
  const meaning = spec?.meaning ?? selfSymptoms[symptom as SelfSymptom];
  return {
    outcome: spec?.outcome ?? 'unknown',
    symptom,
    summary: sanitise(meaning, { maxCharacters: SUMMARY_CHARACTERS }),
    evidence: details.map((detail) => kept.body(Buffer.from(detail))),
    ...seen,
  } satisfies Finding;
}

function isCloud(symptom: string): symptom is CloudSymptom {
  return Object.hasOwn(cloudSymptoms, symptom);
}

/** A symptom of weaklink's own that an exchange may end with. */
export function isSelf(symptom: string): symptom is SelfSymptom {
  return Object.hasOwn(selfSymptoms, symptom);
}
