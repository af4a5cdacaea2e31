/** How fast an answer came, in milliseconds. */
export interface Pace {
  /** Between two moments at which something came; missing with fewer than two moments. */
  readonly medianGapMs: number | undefined;
  readonly longestGapMs: number | undefined;
  /** From the first to the last moment. */
  readonly spanMs: number;
}

export function paceOf(arrivalsMs: readonly number[]): Pace {
  const gaps = arrivalsMs
    .slice(1)
    .map((at, index) => at - (arrivalsMs[index] ?? at))
    .sort((a, b) => a - b);
  return {
    medianGapMs: gaps[Math.floor(gaps.length / 2)],
    longestGapMs: gaps.at(-1),
    spanMs: (arrivalsMs.at(-1) ?? 0) - (arrivalsMs[0] ?? 0),
  };
}
