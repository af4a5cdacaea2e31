/** How one case was answered. */
export interface Answer {
  readonly id: string;
  readonly group: string;
  readonly faultType: string;
  /** 1 is the best; Infinity when it is not in the ranking. */
  readonly rank: number;
  /** Of the first service. */
  readonly probability: number;
  readonly none: number;
}

/** Top-1, top-3, top-5 and Avg@5, three digits each. */
export function topScores(answers: readonly Pick<Answer, 'rank'>[]): string {
  const top = (most: number) => share(answers, ({ rank }) => rank <= most);
  const average = [1, 2, 3, 4, 5].reduce((sum, most) => sum + top(most), 0) / 5;
  return [top(1), top(3), top(5), average].map((value) => value.toFixed(3)).join('  ');
}

export function share<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  return items.length === 0 ? Number.NaN : items.filter(holds).length / items.length;
}

/** Mean probability of the first service where it is the wrong one; NaN when it never is. */
export function boldness(answers: readonly Answer[]): number {
  const wrong = answers.filter(({ rank }) => rank !== 1);
  return wrong.reduce((sum, { probability }) => sum + probability, 0) / wrong.length;
}

/** Expected calibration error of "the first service is the one", in ten equal bins. */
export function calibrationError(answers: readonly Answer[]): number {
  const bins = Map.groupBy(answers, ({ probability }) => Math.min(9, Math.floor(probability * 10)));
  return [...bins.values()].reduce((sum, bin) => {
    const right = share(bin, ({ rank }) => rank === 1);
    const said = bin.reduce((total, { probability }) => total + probability, 0) / bin.length;
    return sum + (bin.length / answers.length) * Math.abs(right - said);
  }, 0);
}
