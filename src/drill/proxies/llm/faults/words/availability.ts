import type { Vendor } from '../../dialect.ts';
import type { Asked, Refusal } from '../../fault.ts';
import { anthropicError, azureError, geminiError, openaiError } from './shapes.ts';

interface Wait {
  readonly retryAfterSeconds: number;
}

const retryAfter = ({ retryAfterSeconds }: Wait) => ({ 'retry-after': `${retryAfterSeconds}` });

export const overloaded: Readonly<Record<Vendor, (wait: Wait) => Refusal>> = {
  openai: (wait) =>
    openaiError(
      503,
      {
        message: 'The engine is currently overloaded. Try again later.',
        type: 'service_unavailable',
        code: null,
      },
      retryAfter(wait),
    ),
  azure: (wait) =>
    azureError(503, 'ServiceUnavailable', 'The deployment is at capacity.', retryAfter(wait)),
  // Anthropic's own status, and no time at which to come back.
  anthropic: () => anthropicError(529, 'overloaded_error', 'Overloaded'),
  gemini: () => geminiError(503, 'UNAVAILABLE', 'The model is overloaded. Try again later.'),
};

/** As inference servers say it, behind any vendor's API. */
export function loading(wait: Wait): Refusal {
  const error = { message: 'Loading model', type: 'unavailable_error', code: '503' };
  return openaiError(503, error, retryAfter(wait));
}

export const modelMissing: Readonly<Record<Vendor, (asked: Asked) => Refusal>> = {
  openai: ({ model }) =>
    openaiError(404, {
      message: `The model \`${model}\` does not exist or this key may not use it.`,
      type: 'invalid_request_error',
      code: 'model_not_found',
    }),
  azure: () =>
    azureError(404, 'DeploymentNotFound', 'The API deployment of this name does not exist.'),
  anthropic: ({ model }) => anthropicError(404, 'not_found_error', `model: ${model}`),
  gemini: ({ model }) =>
    geminiError(404, 'NOT_FOUND', `models/${model} is not found for this version of the API.`),
};
