import { safe, sanitise } from '../../../src/text/sanitise.ts';
import type { KeptText } from '../../network/kept-text.ts';
import type { Finding } from '../../probe.ts';

/** Why nobody could be asked: of weaklink's own place or of its papers, never of the link. */
export type AccessSymptom =
  | 'k8s.kubeconfig'
  | 'k8s.credentials'
  | 'self.permission'
  | 'self.missing_tool'
  | 'self.secret'
  | 'self.cancelled';

const summaries: Readonly<Record<AccessSymptom, string>> = {
  'k8s.kubeconfig': 'the kubeconfig cannot be used',
  'k8s.credentials': 'no credentials for the API',
  'self.permission': 'may not read what the API needs',
  'self.missing_tool': 'the program for credentials is missing',
  'self.secret': 'a secret cannot be read',
  'self.cancelled': 'cancelled',
};

/** What keeps a look from asking, in words that hold no secret. */
export class AccessTrouble extends Error {
  override readonly name = 'AccessTrouble';
  readonly symptom: AccessSymptom;

  constructor(symptom: AccessSymptom, detail: string) {
    super(detail);
    this.symptom = symptom;
  }
}

export function accessFinding({ symptom, message }: AccessTrouble, kept: KeptText): Finding {
  return {
    outcome: 'unknown',
    symptom,
    summary: sanitise(summaries[symptom], { maxCharacters: 60 }),
    evidence: message === '' ? [] : [safe`${kept.fact(message)}`],
  };
}
