/** One answer with the probability it was given. */
export interface Answer {
  readonly probability: number;
  readonly isRight: boolean;
}

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Means over the answers of the bin; null where there is none. */
  readonly said: number | null;
  readonly right: number | null;
}

const bins = 10;

/** Answers in ten bins of equal width: what was said against what was true. */
export function reliability(answers: readonly Answer[]): readonly Bin[] {
  return Array.from({ length: bins }, (_, index) => {
    const own = answers.filter(
      ({ probability }) => Math.min(bins - 1, Math.floor(probability * bins)) === index,
    );
    const mean = (of: (answer: Answer) => number) =>
      own.length === 0 ? null : own.reduce((sum, one) => sum + of(one), 0) / own.length;
    return {
      from: index / bins,
      to: (index + 1) / bins,
      count: own.length,
      said: mean(({ probability }) => probability),
      right: mean(({ isRight }) => (isRight ? 1 : 0)),
    };
  });
}

/** Expected calibration error: the gap between said and true, weighted by how many said so. */
export function calibrationError(answers: readonly Answer[]): number {
  if (answers.length === 0) return 0;
  return reliability(answers).reduce(
    (sum, { count, said, right }) =>
      sum + (count / answers.length) * Math.abs((said ?? 0) - (right ?? 0)),
    0,
  );
}
