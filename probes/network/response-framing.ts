import type { IncomingHttpHeaders } from 'node:http';

/** How the end of a body is told. */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunks' }
  | { readonly kind: 'close' };

/** Digits of a length that a number holds exactly. */
const LENGTH = /^\d{1,15}$/;

/**
 * How the body of an answer is framed (RFC 9112, 6.3), or in words why that cannot be told. Two
 * lengths, or a length beside chunks, are how one answer is passed off as two: they are refused.
 */
export function framingOf(
  method: string,
  status: number,
  { 'transfer-encoding': coding, 'content-length': length }: IncomingHttpHeaders,
  lengths: number,
): Framing | string {
  if (lengths > 1) return 'Content-Length stands there twice';
  if (length !== undefined && coding !== undefined) {
    return "Content-Length can't be present with Transfer-Encoding";
  }
  if (length !== undefined && !LENGTH.test(length)) return 'Invalid character in Content-Length';
  if (method === 'HEAD' || status === 204 || status === 304) return { kind: 'none' };
  if (coding !== undefined) {
    return { kind: /(?:^|,)[ \t]*chunked[ \t]*$/i.test(coding) ? 'chunks' : 'close' };
  }
  if (length === undefined) return { kind: 'close' };
  return length === '0' ? { kind: 'none' } : { kind: 'length', bytes: Number(length) };
}
