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
  const average = [1, 2, 3, 4, 5].reduce((sum, most) => sum + top(answers, most), 0) / 5;
  return [top(answers, 1), top(answers, 3), top(answers, 5), average].map(digits).join('  ');
}

/** Share of cases whose true service is among the first `most`. */
export function top(answers: readonly Pick<Answer, 'rank'>[], most = 1): number {
  return share(answers, ({ rank }) => rank <= most);
}

export function share<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  return items.length === 0 ? Number.NaN : items.filter(holds).length / items.length;
}

export function digits(value: number): string {
  return Number.isNaN(value) ? '    -' : value.toFixed(3);
}

/** Mean probability of the first service where it is the wrong one; NaN when it never is. */
export function boldness(answers: readonly Answer[]): number {
  const wrong = answers.filter(({ rank }) => rank !== 1);
  return wrong.reduce((sum, { probability }) => sum + probability, 0) / wrong.length;
}
