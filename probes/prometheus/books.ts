import type { PrometheusSymptom } from './symptoms.ts';

/**
 * Figures of the books that an attribution service keeps: what is booked for an amount of use, what share of the
 * served requests is booked, what share of the spend one payer bears, how old the newest entry is,
 * what part of a budget is spent that nobody may pass.
 */
export const BOOK_FIGURES = ['price', 'counted', 'payer', 'age', 'budget'] as const;

export type BookFigure = (typeof BOOK_FIGURES)[number];

type Limit = 'least' | 'most';

const named: Readonly<Record<BookFigure, Partial<Record<Limit, PrometheusSymptom>>>> = {
  price: { least: 'books.cheap', most: 'books.dear' },
  counted: { least: 'books.uncounted', most: 'books.counted_twice' },
  payer: { most: 'books.one_payer' },
  age: { most: 'books.behind' },
  budget: { most: 'books.overspent' },
};

/** What a figure beyond a limit is called. */
export function beyondLimit(books: BookFigure | undefined, limit: Limit): PrometheusSymptom {
  return (books && named[books][limit]) ?? 'prometheus.out_of_limits';
}
