import { safe, sanitise } from '../../src/text/sanitise.ts';
import { addressRange } from '../network/address.ts';
import type { Seen } from '../network/finding.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Finding } from '../probe.ts';
import type { DnsOptions } from './options.ts';

/** Characters of a summary. */
const MAX_SUMMARY_CHARACTERS = 60;
/** Values named in evidence. */
const MAX_VALUES_SHOWN = 16;

/** Judges an answer that has records. */
export function judgeValues(
  values: readonly string[],
  { expect, slowMs }: DnsOptions,
  seen: Seen,
  kept: KeptText,
): Finding {
  const wrong = expect ? values.filter((value) => !isExpected(value, expect)) : [];
  const totalMs = seen.phases.total ?? 0;
  const words = values.length === 1 ? kept.fact(values[0] ?? '') : `${values.length} records`;
  const summary = sanitise(`${words} in ${Math.round(totalMs)} ms`, {
    maxCharacters: MAX_SUMMARY_CHARACTERS,
  });
  if (wrong.length > 0) {
    return {
      outcome: 'failed',
      symptom: 'dns.wrong_answer',
      summary: sanitise(`${kept.fact(wrong[0] ?? '')} is not expected`, {
        maxCharacters: MAX_SUMMARY_CHARACTERS,
      }),
      evidence: [
        safe`answered: ${kept.fact(values.slice(0, MAX_VALUES_SHOWN).join(', '))}`,
        safe`expected: ${kept.fact((expect ?? []).join(', '))}`,
      ],
      ...seen,
    };
  }
  if (slowMs !== undefined && totalMs > slowMs) {
    const evidence = [safe`${Math.round(totalMs)} ms, allowed are ${slowMs} ms`];
    return { outcome: 'degraded', symptom: 'dns.slow', summary, evidence, ...seen };
  }
  return { outcome: 'ok', symptom: null, summary, ...seen };
}

function isExpected(value: string, expect: readonly string[]): boolean {
  return expect.some((text) => {
    const range = addressRange(text);
    return range ? range.includes(value) : fold(text) === fold(value);
  });
}

function fold(text: string): string {
  return text.toLowerCase().replace(/\.$/, '');
}
