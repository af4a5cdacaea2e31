import { awsErrorIn, awsSymptomOf } from '../aws/errors.ts';
import { azureErrorIn, azureSymptomOf } from '../azure/errors.ts';
import type { CloudSymptom } from '../cloud/symptoms.ts';
import { gcpErrorIn, gcpSymptomOf } from '../gcp/errors.ts';
import { headerText } from '../network/answer-facts.ts';
import type { ExchangeResponse } from '../network/http-exchange.ts';
import type { Auth } from './options.ts';

/**
 * What a refused request says of whoever asked, in the words of all clouds.
 *
 * @param error as the API writes it, where that is not the way of its cloud's other APIs
 */
export function refusedBy(
  cloud: Auth['cloud'],
  answer: ExchangeResponse,
  nowMs: number,
  error?: { readonly code: string; readonly message: string },
): CloudSymptom {
  if (cloud === 'gcp') return gcpSymptomOf(gcpErrorIn(answer.body), answer.status);
  if (cloud === 'azure') return azureSymptomOf(error ?? azureErrorIn(answer.body), answer.status);
  const theirs = Date.parse(headerText(answer.headers, 'date') ?? '');
  const offsetMs = Number.isNaN(theirs) ? undefined : nowMs - theirs;
  return awsSymptomOf(error ?? awsErrorIn(answer), answer.status, offsetMs);
}

/** What is wrong with weaklink's own credentials or clock alone, and with nothing that others use. */
const OWN = ['cloud.credentials_expired', 'cloud.clock_skew'] as const;
export type OwnTrouble = (typeof OWN)[number];

export function ownTrouble(symptom: CloudSymptom): OwnTrouble | undefined {
  return OWN.find((own) => own === symptom);
}
