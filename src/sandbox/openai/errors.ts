import type { OutgoingHttpHeaders } from 'node:http';

/** An error of a model API: status, body and headers as the wire has them. */
export interface ApiError {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: OutgoingHttpHeaders;
}

function openaiError(
  status: number,
  message: string,
  type: string,
  code: string | null,
  headers: OutgoingHttpHeaders = {},
): ApiError {
  return { status, body: { error: { message, type, param: null, code } }, headers };
}

/** Seconds that a client is told to wait when it asks too often. */
const RETRY_AFTER_SECONDS = 20;

/** Only the ends of a key are shown, as the vendors do. */
function masked(key: string): string {
  return key.length > 12 ? `${key.slice(0, 5)}****${key.slice(-4)}` : '****';
}

export const openaiErrors = {
  keyMissing: () =>
    openaiError(401, 'No API key was sent.', 'invalid_request_error', 'missing_api_key'),
  keyRefused: (key: string) =>
    openaiError(
      401,
      `Incorrect API key provided: ${masked(key)}.`,
      'invalid_request_error',
      'invalid_api_key',
    ),
  notPermitted: () =>
    openaiError(
      403,
      'The project of this key does not have access to this model.',
      'invalid_request_error',
      'model_not_found',
    ),
  quotaExhausted: () =>
    openaiError(
      429,
      'The quota of this key is used up; see its plan and billing.',
      'insufficient_quota',
      'insufficient_quota',
    ),
  rateLimited: (limit: number, headers: OutgoingHttpHeaders) =>
    openaiError(
      429,
      `Rate limit reached on requests per min (RPM): limit ${limit}, used ${limit}, requested 1.`,
      'requests',
      'rate_limit_exceeded',
      { ...headers, 'retry-after': `${RETRY_AFTER_SECONDS}` },
    ),
  badRequest: (message: string) => openaiError(400, message, 'invalid_request_error', null),
  notFound: (path: string) => openaiError(404, `Unknown path ${path}.`, 'not_found_error', null),
  modelMissing: (model: string): ApiError => ({
    status: 404,
    body: {
      error: {
        message: `The model \`${model}\` does not exist.`,
        type: 'NotFoundError',
        param: 'model',
        code: 'model_not_found',
      },
    },
  }),
  overloaded: () =>
    openaiError(529, 'The service is overloaded. Try again later.', 'overloaded_error', null),
  loading: () => openaiError(503, 'Loading model', 'unavailable_error', null),
  engineDead: (why: string) => openaiError(500, why, 'InternalServerError', null),
  unavailable: (why: string) => openaiError(503, why, 'service_unavailable', null),
  badGateway: (why: string) => openaiError(502, why, 'bad_gateway', null),
  gatewayTimeout: (why: string) => openaiError(504, why, 'gateway_timeout', null),
} as const;
