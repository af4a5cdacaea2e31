/** Spend as it might be: the rhythm of days and weeks, a trend, and sums of so many requests an hour. */
export interface Synthetic {
  readonly weeks: number;
  readonly seed: number;
  /** Requests of a mean hour: few make hours noisy. */
  readonly requests: number;
  /** Sigma of the logarithm of what one request costs. */
  readonly spread: number;
  /** Part that is added a day. */
  readonly trend?: number;
  /** Sigma of the logarithm of how busy a whole day is: hours of a day depart together. */
  readonly days?: number;
}

/** Uniform numbers, the same for the same seed (mulberry32). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function syntheticSpend({
  weeks,
  seed,
  requests,
  spread,
  trend = 0,
  days = 0,
}: Synthetic): number[] {
  const next = uniform(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  let busy = 1;
  return Array.from({ length: weeks * 168 }, (_, hour) => {
    if (hour % 24 === 0 && days > 0) busy = Math.exp(days * normal());
    const day = Math.floor(hour / 24);
    const rhythm = 1 + 0.8 * Math.sin(((hour % 24) / 24) * 2 * Math.PI);
    const weekend = day % 7 >= 5 ? 0.4 : 1;
    const mean = requests * rhythm * weekend * busy * (1 + trend * day);
    const count = Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    // Sums of many are normal, and quicker so.
    if (count > 100) {
      const square = spread * spread;
      const deviation = Math.sqrt(count * (Math.exp(square) - 1) * Math.exp(square));
      return Math.max(0, count * Math.exp(square / 2) + deviation * normal()) * 0.01;
    }
    let sum = 0;
    for (let one = 0; one < count; one += 1) sum += Math.exp(spread * normal());
    return sum * 0.01;
  });
}
