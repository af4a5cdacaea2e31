import type { SafeText } from '../text/safe-text.ts';
import { safe, sanitise } from '../text/sanitise.ts';
import type { Ruling } from './ruling.ts';

/** Those of the whole chain first: they stand at no link. */
export function brokenOf(rulings: readonly Ruling[]): readonly Ruling[] {
  return rulings
    .filter(({ state }) => state === 'broken')
    .toSorted((a, b) => Number(a.link !== null) - Number(b.link !== null));
}

/** `api`, `base llama`, or the chain itself. */
export function subjectOf({ link, about }: Ruling): string {
  return link ?? about ?? 'the chain';
}

/** `2 policies broken: tls of old (TLSv1.1), images of engine (vllm:latest)`, in one line. */
export function policyWords(rulings: readonly Ruling[]): SafeText {
  const broken = brokenOf(rulings);
  const unknown = rulings.filter(({ state }) => state === 'unknown').length;
  if (broken.length > 0) {
    const named = broken.map((one) => `${one.rule} of ${subjectOf(one)}${seenWords(one)}`);
    const policies = broken.length === 1 ? 'policy' : 'policies';
    return sanitise(`${broken.length} ${policies} broken: ${named.join(', ')}`);
  }
  return unknown > 0
    ? safe`no policy broken, ${unknown} that nobody can tell`
    : safe`policies held`;
}

function seenWords({ seen }: Ruling): string {
  return seen === null ? '' : ` (${seen})`;
}
