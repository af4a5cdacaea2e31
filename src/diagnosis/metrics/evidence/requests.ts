import type { MetricCase } from '../input/case.ts';
import { mean } from './statistics.ts';
import type { Windows } from './windows.ts';

/** Requests of every service in a row of the incident, on average; only where somebody counted. */
export function requestsPerRow({ series }: MetricCase, { after }: Windows): Map<string, number> {
  const requests = new Map<string, number>();
  for (const { service, callee, meaning, values } of series) {
    if (meaning.quantity !== 'requests' || callee !== undefined || meaning.side === 'client')
      continue;
    const now = mean(after.map((row) => values[row] ?? Number.NaN));
    if (Number.isFinite(now)) requests.set(service, Math.max(now, requests.get(service) ?? 0));
  }
  return requests;
}
