import { limits } from '../../src/platform/limits.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import { type Finding, selfSymptoms } from '../probe.ts';
import type { Problem } from './problem.ts';
import { type PrometheusSymptom, prometheusSymptoms } from './symptoms.ts';

/** Characters of a summary. */
const SUMMARY_CHARACTERS = 60;

/** Most telling first: what was seen before what could not be asked. */
const ORDER: readonly string[] = [
  'prometheus.not_ready',
  'prometheus.target_down',
  'prometheus.some_targets_down',
  'prometheus.slow',
  'books.cheap',
  'books.dear',
  'books.uncounted',
  'books.counted_twice',
  'books.one_payer',
  'books.overspent',
  'books.behind',
  'prometheus.out_of_limits',
  'prometheus.stale',
  'prometheus.no_sample',
  'prometheus.storage',
  'prometheus.rule_failures',
  'prometheus.clock_skew',
] satisfies readonly PrometheusSymptom[];

type Seen = Pick<Finding, 'phases' | 'measures' | 'facts' | 'claims'>;

/** The finding of all parts: what was seen counts, also where another part could not be asked. */
export function judge(problems: readonly Problem[], seen: Seen): Finding {
  const sorted = problems.toSorted((a, b) => rankOf(a.symptom) - rankOf(b.symptom));
  const [worst] = sorted;
  if (!worst) return { outcome: 'ok', symptom: null, summary: summaryOf(seen), ...seen };
  const others = new Set(sorted.map(({ symptom }) => symptom));
  others.delete(worst.symptom);
  return {
    outcome: outcomeOf(worst.symptom),
    symptom: worst.symptom,
    alsoSeen: [...others],
    summary: sanitise(worst.evidence, { maxCharacters: SUMMARY_CHARACTERS }),
    evidence: [...new Set(sorted.map(({ evidence }) => evidence))].slice(0, limits.evidencePieces),
    ...seen,
  };
}

function rankOf(symptom: string): number {
  const at = ORDER.indexOf(symptom);
  return at === -1 ? ORDER.length : at;
}

function outcomeOf(symptom: string): Finding['outcome'] {
  if (Object.hasOwn(selfSymptoms, symptom)) return 'unknown';
  return Object.hasOwn(prometheusSymptoms, symptom)
    ? prometheusSymptoms[symptom as PrometheusSymptom].outcome
    : 'unknown';
}

/** `queue.waiting 3 count, kv.used 71 %`; without measures of the link, that it answers. */
function summaryOf({ measures = [], claims = [] }: Seen) {
  const own = measures.filter(
    ({ name }) => !name.startsWith('prometheus.') && !name.endsWith('.age'),
  );
  const words = own.map(({ name, value, unit }) => {
    const figure = Number(value.toPrecision(4));
    return unit === 'count' ? `${name} ${figure}` : `${name} ${figure} ${unit}`;
  });
  if (words.length > 0) {
    return sanitise(words.join(', '), { maxCharacters: SUMMARY_CHARACTERS });
  }
  const claimed = claims.filter(({ says }) => says !== 'unknown').length;
  return claimed > 0 ? safe`alerts speak of ${claimed} links` : safe`nothing is wrong there`;
}
