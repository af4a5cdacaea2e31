/** Ratio of one bucket's upper edge to the last one's: quantiles are right to 2.5 %. */
const RATIO = 1.05;
const LOG_RATIO = Math.log(RATIO);
/** Milliseconds: what is shorter is counted as this. */
const SHORTEST_MS = 0.01;

/** Counts of durations in buckets of equal ratio, so that what was added can be taken away again. */
export type Histogram = Map<number, number>;

export function addTo(histogram: Histogram, ms: number, times: number): void {
  const bucket = Math.round(Math.log(Math.max(SHORTEST_MS, ms)) / LOG_RATIO);
  const count = (histogram.get(bucket) ?? 0) + times;
  if (count === 0) histogram.delete(bucket);
  else histogram.set(bucket, count);
}

/** Counts of whatever, added up. */
export function mergeInto<K>(counts: Map<K, number>, others: ReadonlyMap<K, number>): void {
  for (const [key, count] of others) counts.set(key, (counts.get(key) ?? 0) + count);
}

/** @param share 0…1 · @returns milliseconds; null of nothing */
export function quantile(histogram: Histogram, share: number): number | null {
  const buckets = [...histogram].sort(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  if (total <= 0) return null;
  let seen = 0;
  for (const [bucket, count] of buckets) {
    seen += count;
    if (seen >= share * total) return RATIO ** bucket;
  }
  return null;
}
