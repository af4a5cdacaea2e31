import { validateHeaderValue } from 'node:http';
import { z } from 'zod';
import type { LookContext } from '../probe.ts';

/** Headers of one request; more is a mistake. */
const MAX_HEADERS = 32;
const MAX_HEADER_CHARACTERS = 4_096;

/** Stricter than HTTP: these characters mean nothing to a shell, where commands are pasted. */
const HEADER_NAME = /^[A-Za-z0-9_-]{1,100}$/;
/** A secret by reference, after a scheme such as `Bearer` where the header has one. */
const REFERENCE = /^(?:([\w-]{1,40}) )?(env:[A-Za-z_][A-Za-z0-9_]*|file:\/\S+)$/;
/** Headers that carry secrets by their name. */
const SECRET_NAME = /auth|key|token|secret|cookie|password/i;
/** Headers that frame the message: the exchange sets them. */
const FRAMING = new Set(['content-length', 'transfer-encoding', 'connection', 'upgrade', 'expect']);

export const headersOption = z
  .record(
    z.string().regex(HEADER_NAME, 'is not a header name'),
    z.string().max(MAX_HEADER_CHARACTERS),
  )
  .superRefine((headers, context) => {
    const entries = Object.entries(headers);
    if (entries.length > MAX_HEADERS) {
      context.addIssue({ code: 'custom', message: `at most ${MAX_HEADERS} headers` });
    }
    for (const [name, value] of entries) {
      const message = problemOf(name, value);
      if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
    }
  });

function problemOf(name: string, value: string): string | undefined {
  if (!isSendable(name, value)) return 'cannot be sent as a header';
  if (FRAMING.has(name.toLowerCase())) return 'is set by weaklink itself';
  return SECRET_NAME.test(name) && !REFERENCE.test(value)
    ? 'must be a reference, not the secret itself: "Bearer env:API_KEY" or "file:/run/secrets/key"'
    : undefined;
}

/** Whether HTTP can carry it: no line break, no byte beyond Latin-1. */
export function isSendable(name: string, value: string): boolean {
  try {
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

export interface ResolvedHeaders {
  readonly values: Readonly<Record<string, string>>;
  /** Lower-case names of those that hold secrets. */
  readonly secret: ReadonlySet<string>;
}

/** Reads the secrets that the headers refer to. @throws WeaklinkError E_SECRET, or Error for a value that no header can hold */
export async function resolveHeaders(
  headers: Readonly<Record<string, string>>,
  context: Pick<LookContext, 'secret'>,
): Promise<ResolvedHeaders> {
  const values: Record<string, string> = {};
  const secret = new Set<string>();
  for (const [name, value] of Object.entries(headers)) {
    const match = REFERENCE.exec(value);
    const reference = match?.[2];
    if (reference === undefined) {
      values[name] = value;
      continue;
    }
    const resolved = await context.secret(reference);
    const whole = match?.[1] === undefined ? resolved : `${match[1]} ${resolved}`;
    if (!isSendable(name, whole)) {
      throw new Error(`${reference} holds characters that a header cannot carry`);
    }
    values[name] = whole;
    secret.add(name.toLowerCase());
  }
  return { values, secret };
}

/** A header as a curl option, the secret as a shell reference. Words are ready to paste. */
export function curlHeader(name: string, value: string, quote: (text: string) => string): string {
  const match = REFERENCE.exec(value);
  const reference = match?.[2];
  if (reference === undefined) return `-H ${quote(`${name}: ${value}`)}`;
  const scheme = match?.[1] === undefined ? '' : `${match[1]} `;
  const shell = reference.startsWith('env:')
    ? `$${reference.slice('env:'.length)}`
    : `$(cat ${quote(reference.slice('file:'.length))})`;
  return `-H "${name}: ${scheme}${shell}"`;
}
