import { ExitCode } from './exit-codes.ts';

/** Where in a user's file something is wrong. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ErrorDetails {
  /** Stable, searchable, never reused: `E_` and words. */
  readonly code: `E_${string}`;
  /** What is wrong, with the value, in one sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly place?: Place;
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/**
 * An error that a user can act on. Anything else that reaches the top is a bug of weaklink and
 * is reported as one.
 */
export class WeaklinkError extends Error {
  override readonly name = 'WeaklinkError';
  readonly code: `E_${string}`;
  readonly hint: string | undefined;
  readonly place: Place | undefined;
  readonly exitCode: ExitCode;

  constructor(details: ErrorDetails) {
    super(details.message, details.cause === undefined ? {} : { cause: details.cause });
    this.code = details.code;
    this.hint = details.hint;
    this.place = details.place;
    this.exitCode = details.exitCode ?? ExitCode.Usage;
  }
}

/** The text a person reads: `file:line:column: message [code]`, then the hint on its own line. */
export function describeError(error: WeaklinkError): string {
  const place = error.place
    ? `${error.place.file}:${error.place.line}:${error.place.column}: `
    : '';
  const hint = error.hint ? `\n  ${error.hint}` : '';
  return `${place}${error.message} [${error.code}]${hint}`;
}
