import { randomUUID } from 'node:crypto';
import type { Refusal } from '../../fault.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * The error documents of the vendors, as their references describe them: field names, types, codes
 * and headers are theirs, the sentences are ours.
 */
export function openaiError(
  status: number,
  error: { readonly message: string; readonly type: string; readonly code: string | null },
  headers: Headers = {},
): Refusal {
  const document = { error: { ...error, param: null } };
  return { status, document, headers: { 'x-request-id': `req_${hex()}`, ...headers } };
}

export function azureError(
  status: number,
  code: string,
  message: string,
  headers: Headers = {},
): Refusal {
  const document = { error: { code, message } };
  return { status, document, headers: { 'apim-request-id': randomUUID(), ...headers } };
}

export function anthropicError(
  status: number,
  type: string,
  message: string,
  headers: Headers = {},
): Refusal {
  const id = `req_${hex()}`;
  const document = { type: 'error', error: { type, message }, request_id: id };
  return { status, document, headers: { 'request-id': id, ...headers } };
}

export function geminiError(
  code: number,
  status: string,
  message: string,
  details: readonly object[] = [],
): Refusal {
  const error = { code, message, status, ...(details.length > 0 ? { details } : {}) };
  return { status: code, document: { error }, headers: {} };
}

export const googleDetail = (name: string, fields: object): object => ({
  '@type': `type.googleapis.com/google.rpc.${name}`,
  ...fields,
});

const hex = (): string => randomUUID().replaceAll('-', '').slice(0, 24);
