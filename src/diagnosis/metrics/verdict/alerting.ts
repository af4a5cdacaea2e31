import type { MetricCase, MetricSeries } from '../input/case.ts';
import { meaningOf } from '../names/meaning.ts';
import { tokensOf } from '../names/tokens.ts';

/**
 * The series that raised the alert: at the service of the alert the one with its very name, else the
 * one that shares most words with it among those that mean the same, the best for totals first.
 */
export function alertingSeries({ alert, series }: MetricCase): MetricSeries | undefined {
  if (!alert) return undefined;
  const own = series.filter(
    ({ service, callee }) => service === alert.service && callee === undefined,
  );
  const exact = own.find(({ metric }) => metric === alert.metric);
  if (exact) return exact;
  const words = new Set(tokensOf(alert.metric));
  const wanted = meaningOf(alert.metric).quantity;
  const likeness = ({ metric, meaning }: MetricSeries) =>
    tokensOf(metric).filter((word) => words.has(word)).length +
    (alike(meaning.quantity, wanted) ? 2 : 0) +
    (meaning.statistic === 'mean' ? 0.5 : 0);
  const [best] = own.toSorted((a, b) => likeness(b) - likeness(a));
  return best && likeness(best) >= 1 ? best : undefined;
}

const errorQuantities = ['success-rate', 'error-rate', 'error-count'];

function alike(a: string, b: string): boolean {
  return a === b || (errorQuantities.includes(a) && errorQuantities.includes(b));
}
