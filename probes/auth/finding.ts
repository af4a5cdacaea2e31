import { cloudHindrances } from '../cloud/symptoms.ts';
import { CloudTrouble, troubleFinding } from '../cloud/trouble.ts';
import { secretFinding } from '../http/look.ts';
import type { Seen } from '../network/finding.ts';
import type { KeptText } from '../network/kept-text.ts';
import { type Finding, selfSymptoms } from '../probe.ts';

/** The finding of a look that nobody was let in to: it blames nothing but weaklink's own credentials. */
export function notLetIn(error: unknown, kept: KeptText, seen: Seen = { phases: {} }): Finding {
  if (!(error instanceof CloudTrouble)) return secretFinding(error, kept);
  const { symptom, details } = error;
  const isOwn = Object.hasOwn(cloudHindrances, symptom) || Object.hasOwn(selfSymptoms, symptom);
  // An application that is switched off in the directory, say: what is looked at has no part in it.
  const own = isOwn ? error : new CloudTrouble('cloud.credentials_refused', ...details);
  return troubleFinding(own, seen, kept);
}
