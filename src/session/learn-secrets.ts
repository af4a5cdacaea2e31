import type { Chain } from '../chain/types.ts';
import { isSecretReference, resolveSecret, type SecretLearner } from '../platform/secrets.ts';

/** A reference alone, or after a scheme in a header: `Bearer env:KEY`. */
const references = /env:[A-Za-z_][A-Za-z0-9_]*|file:\/[^\0\r\n]+/g;

/**
 * Tells the redactor every secret of the chain before anything looks: a target may give away a
 * secret that only a later look would have resolved. What cannot be resolved is said by its look.
 */
export function learnSecrets(chain: Chain, redactor: SecretLearner): void {
  const found = new Set(chain.links.flatMap(({ probes }) => referencesIn(probes)));
  // Of the environment they are learnt before this returns; files take a moment.
  for (const reference of found) void resolveSecret(reference, redactor).catch(() => {});
}

function referencesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return (value.match(references) ?? []).filter(isSecretReference);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(referencesIn);
}
