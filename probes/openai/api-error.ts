import { asFields, asText, type Fields } from './json.ts';

/** An error as model APIs write it, whatever their dialect; empty texts where one says nothing. */
export interface ApiError {
  readonly message: string;
  /** `insufficient_quota`, `overloaded_error`, `tokens`, `RESOURCE_EXHAUSTED` … */
  readonly type: string;
  readonly code: string;
  /** The field of the request that is wrong. */
  readonly parameter: string;
  /** Codes and reasons from lists of details. */
  readonly details: string;
}

/** Characters of a message kept: words are looked for in it, and a real one has some hundred. */
export const MAX_MESSAGE_CHARACTERS = 8_000;
/** Characters of details kept; Google's have about 1,000. */
const MAX_DETAIL_CHARACTERS = 4_000;

/**
 * The error in a document, or undefined where it holds none. The forms: OpenAI's, Azure's, vLLM's
 * and LiteLLM's `{error: {message, type, code}}`; Anthropic's with `type: error` around it;
 * Google's, which may stand in a list and has `status` and `details`; Ollama's `{error: text}`;
 * older vLLM's `{object: error, message}`; FastAPI's `{detail}`.
 */
export function apiErrorOf(document: unknown): ApiError | undefined {
  const whole = asFields(Array.isArray(document) ? document[0] : document);
  if (!whole) return undefined;
  const { error } = whole;
  if (typeof error === 'string') return errorFrom({ message: error });
  const inner = asFields(error);
  if (inner) return errorFrom(inner);
  if (whole.object === 'error') return errorFrom(whole);
  if (whole.detail === undefined) return undefined;
  return errorFrom({ message: asText(whole.detail) ?? JSON.stringify(whole.detail) });
}

function errorFrom(fields: Fields): ApiError {
  const details = fields.details ?? fields.inner_error ?? fields.innererror;
  return {
    message: (asText(fields.message) ?? '').slice(0, MAX_MESSAGE_CHARACTERS),
    type: asText(fields.type) ?? asText(fields.status) ?? '',
    code: codeOf(fields.code),
    parameter: asText(fields.param) ?? '',
    details: details === undefined ? '' : JSON.stringify(details).slice(0, MAX_DETAIL_CHARACTERS),
  };
}

function codeOf(code: unknown): string {
  return typeof code === 'string' || typeof code === 'number' ? String(code) : '';
}

/** Everything that the error says, for looking up words in it. */
export function wordsOf({ message, type, code, details }: ApiError): string {
  return `${code} ${type} ${message} ${details}`;
}
