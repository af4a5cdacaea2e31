import { headerText } from '../network/answer-facts.ts';
import type { ExchangeFailure, ExchangeResponse } from '../network/http-exchange.ts';

/** Sends one request of a store, as whoever is let in. */
export type AskStore = (
  url: URL,
  headers?: Readonly<Record<string, string>>,
) => Promise<ExchangeResponse | ExchangeFailure>;

/** One bucket of an object store, whichever API it speaks. */
export interface ObjectStore {
  /** One object: what it is, and as little of its bytes as the API allows. */
  object(key: string): ReturnType<AskStore>;
  list(prefix: string, mostKeys: number, after: string | undefined): ReturnType<AskStore>;
  /** What a good answer says of the object; undefined: the answer is none of this API. */
  stateIn(answer: ExchangeResponse): ObjectState | undefined;
  /** Undefined: no listing of this API. */
  pageIn(body: Buffer): Page | undefined;
  errorIn(answer: ExchangeResponse): ErrorAnswer;
  /** The region in which the bucket stands, where a good answer shows it. */
  regionIn?(answer: ExchangeResponse): string | undefined;
}

export interface ObjectState {
  readonly bytes: number | undefined;
  readonly etag: string | undefined;
  /** ms since 1970; NaN where nothing tells. */
  readonly changedMs: number;
}

export interface Page {
  readonly objects: readonly { readonly bytes: number; readonly changedMs: number }[];
  /** Where the listing goes on; undefined at its end. */
  readonly next: string | undefined;
}

export interface ErrorAnswer {
  /** Empty where the body holds none. */
  readonly code: string;
  readonly message: string;
}

/** An empty object has no first byte to ask for. */
export const RANGE_NOT_SATISFIABLE = 416;

/** The state of an object whose first byte was asked for, by the headers. */
export function stateInHeaders(answer: ExchangeResponse): ObjectState {
  // The refusal of a range tells nothing of the object but that it is empty.
  if (answer.status === RANGE_NOT_SATISFIABLE) {
    return { bytes: 0, etag: undefined, changedMs: Number.NaN };
  }
  const { headers } = answer;
  return {
    bytes: sizeOf(answer),
    etag: headerText(headers, 'etag')?.replace(/^(?:W\/)?"?|"$/g, ''),
    changedMs: Date.parse(headerText(headers, 'last-modified') ?? ''),
  };
}

/** `bytes 0-0/1234` → 1234; a server that knows no ranges sends the whole. */
function sizeOf({ headers }: ExchangeResponse): number | undefined {
  const range = /\/(\d+)$/.exec(headerText(headers, 'content-range') ?? '')?.[1];
  const whole = range ?? headerText(headers, 'content-length');
  return whole === undefined || !/^\d+$/.test(whole) ? undefined : Number(whole);
}
