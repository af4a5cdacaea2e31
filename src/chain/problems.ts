import { describeError, type Place, WeaklinkError } from '../platform/errors.ts';

/** One thing wrong in a file. */
export interface Problem {
  readonly code: `E_${string}`;
  /** What is wrong, with the value. */
  readonly message: string;
  /** What is allowed, or the nearest correct spelling. */
  readonly hint?: string;
  readonly place: Place;
}

/** More problems than this are one problem: the file is not what it was taken for. */
export const maxProblems = 100;

/** All that is wrong in one file (the first 100, at most), in the order of its lines. */
export class ChainFileError extends WeaklinkError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const sorted = problems
      .toSorted((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
      .slice(0, maxProblems);
    const more = problems.length > maxProblems ? 'more than ' : '';
    const [first] = sorted;
    super({
      code: first?.code ?? 'E_CHAIN',
      message: sorted.length === 1 ? (first?.message ?? '') : `${more}${sorted.length} problems`,
      ...(first ? { place: first.place } : {}),
    });
    this.problems = sorted;
  }
}

/** One problem a paragraph, as a person reads them; last, how many when they are many. */
export function describeProblems(error: ChainFileError): string {
  const told = error.problems.map((problem) => describeError(new WeaklinkError(problem)));
  return [...told, ...(told.length > 1 ? [error.message] : [])].join('\n');
}
