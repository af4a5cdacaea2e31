import type { IncomingHttpHeaders } from 'node:http';
import { headerText } from '../../network/answer-facts.ts';
import { type ApiError, MAX_MESSAGE_CHARACTERS } from '../api-error.ts';
import { asFields, asText } from '../json.ts';
import type { Told } from '../refusal.ts';

/**
 * The error of a service of Amazon's: its name stands in a header or in `__type`, with an address
 * before it or behind it (`com.amazon.coral#ThrottlingException`, `ThrottlingException:http://…`).
 */
export function awsErrorOf(document: unknown, headers: IncomingHttpHeaders): ApiError | undefined {
  const fields = asFields(document);
  const stated = headerText(headers, 'x-amzn-errortype') ?? asText(fields?.__type) ?? '';
  const message = asText(fields?.message) ?? asText(fields?.Message) ?? '';
  if (stated === '' && message === '') return undefined;
  return awsError(stated.replace(/:.*$/, '').replace(/^.*#/, ''), message);
}

export function awsError(type: string, message: string): ApiError {
  const kept = message.slice(0, MAX_MESSAGE_CHARACTERS);
  return { type, message: kept, code: '', parameter: '', details: '' };
}

/** What Bedrock's exceptions mean. Source: its reference of Converse and InvokeModel, and its guide to errors. */
export const awsTold: readonly Told[] = [
  [
    /(?:UnrecognizedClient|InvalidSignature|IncompleteSignature|ExpiredToken|MissingAuthenticationToken)(?:Exception)?\b/i,
    'llm.auth',
  ],
  [/Authentication failed|API Key is valid|security token .* (?:invalid|expired)/i, 'llm.auth'],
  [/AccessDeniedException/i, 'llm.permission'],
  [/use case details have not been submitted|FTUFormNotFilled/i, 'llm.permission'],
  [/ValidationException .*operation not allowed/i, 'llm.permission'],
  [/ThrottlingException .*tokens per day/i, 'llm.quota_exhausted'],
  [/ThrottlingException .*too many tokens/i, 'llm.rate_tokens'],
  [/ThrottlingException .*too many (?:requests|connections)/i, 'llm.rate_requests'],
  [/ThrottlingException/i, 'limit'],
  [/ServiceQuotaExceededException/i, 'llm.quota_exhausted'],
  [/ModelNotReadyException/i, 'llm.loading'],
  [/ModelTimeoutException/i, 'llm.ttft_timeout'],
  [/ModelStreamErrorException/i, 'llm.stream_error'],
  [/ModelErrorException|InternalServerException/i, 'llm.engine_error'],
  [/ServiceUnavailableException .*too many/i, 'llm.overloaded'],
  [/ServiceUnavailableException/i, 'http.503'],
  [/ResourceNotFoundException/i, 'llm.model_not_found'],
  [
    /model identifier is invalid|on-demand throughput isn.t supported|end of its life/i,
    'llm.model_not_found',
  ],
];
