import type { IncomingHttpHeaders } from 'node:http';
import { nobodyBehind } from '../http/nobody-behind.ts';
import { statusSymptom } from '../http/status.ts';
import type { httpSymptoms } from '../http/symptoms.ts';
import { type ApiError, wordsOf } from './api-error.ts';
import { limitSymptom } from './rate-limit.ts';
import type { llmSymptoms } from './symptoms.ts';

export type AnswerSymptom = keyof typeof llmSymptoms | keyof typeof httpSymptoms;

const modelCode = /^(?:model_not_found|DeploymentNotFound|model_not_available|invalid_model)$/;
const modelWords =
  /\bmodels?\b.*(?:not found|does not exist|not exist|is not available|not supported|unknown)|(?:unknown|invalid|no such) model|invalid model name|deployment .*does not exist|^model:/i;
const contextWords =
  /context_length|context length|context window|maximum context|(?:prompt|input) is too long|too many tokens|exceeds? the (?:available )?context|longer than the (?:maximum|model)|\binputs\b.{0,40} must (?:have less than \d+ tokens|be <=)/i;
const filterWords = /content_filter|content management policy|ResponsibleAI|content_policy/i;
const keyWords = /invalid_api_key|api key not valid|incorrect api key|API_KEY_INVALID/i;
const creditWords =
  /credit balance|billing_hard_limit|budget_exceeded|budget has been exceeded|insufficient_quota/i;
const loadingWords =
  /loading|not (?:yet )?ready|starting up|initiali[sz]ing|warming up|ModelNotReady|being loaded/i;
const overloadWords =
  /overloaded|at capacity|no capacity|over capacity|queue (?:is )?full|server (?:is )?busy|too many (?:concurrent )?requests/i;
const rankWords =
  /\bmax[_-]lora[_-]rank\b|\blora rank\b.{0,40}\b(?:greater|larger|higher|exceeds)/i;
const adapterWords =
  /\bno adapter found for\b|\bloading lora\b.{0,200}\bfailed\b|\b(?:lora|adapter)\b.{0,80}\b(?:not found|does not exist|not loaded|(?:failed|unable) to load|cannot be loaded)\b/i;
const engineWords = /engine ?(?:core|dead|loop)|EngineDead|background loop|CUDA|out of memory/i;

/**
 * What words in an error mean: a symptom, or `limit` for a limit whose kind the words, codes and
 * headers tell. Matched with `code type message details`.
 */
export type Told = readonly [words: RegExp, means: AnswerSymptom | 'limit'];

/** An answer with an error status. */
interface Refusal {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Its body. */
  readonly text: string;
}

/**
 * What a refusal means: an answer with a status of 400 or more. What the API says of itself is an
 * `llm` symptom; what a hop on the way says (no API error in the body) stays an `http` one.
 */
export function refusalSymptom(
  { status, headers, text }: Refusal,
  error: ApiError | undefined,
  told: readonly Told[] = [],
): AnswerSymptom {
  const means = error && meaningIn(told, error);
  if (means === 'limit') return limitSymptom(error ?? silent, headers);
  if (means !== undefined) return means;
  const said = nobodyBehind(text);
  if (said !== undefined) return said;
  if (status === 401) return 'llm.auth';
  if (status === 402) return 'llm.quota_exhausted';
  if (status === 429) return limitSymptom(error ?? silent, headers);
  if (status === 529) return 'llm.overloaded';
  if (!error) return statusSymptom(status);
  const words = wordsOf(error);
  if (rankWords.test(words)) return 'llm.adapter_rank';
  if (adapterWords.test(words)) return 'llm.adapter_missing';
  if (status >= 500) return failureSymptom(status, words);
  if (status === 403) return 'llm.permission';
  if (status === 404) return isAboutModel(error) ? 'llm.model_not_found' : 'http.404';
  if (status === 424) return 'llm.engine_error';
  if (![400, 413, 422].includes(status)) return statusSymptom(status);
  return requestSymptom(error, words);
}

function meaningIn(told: readonly Told[], error: ApiError): Told[1] | undefined {
  const words = wordsOf(error);
  return told.find(([pattern]) => pattern.test(words))?.[1];
}

const silent: ApiError = { message: '', type: '', code: '', parameter: '', details: '' };

function failureSymptom(status: number, words: string): AnswerSymptom {
  if (overloadWords.test(words)) return 'llm.overloaded';
  if (status !== 500 && loadingWords.test(words)) return 'llm.loading';
  if (status === 500 || engineWords.test(words)) return 'llm.engine_error';
  return statusSymptom(status);
}

/** Why a request is refused as it is; the more exact reasons hide behind the same status. */
function requestSymptom(error: ApiError, words: string): AnswerSymptom {
  if (contextWords.test(words)) return 'llm.context_length';
  if (filterWords.test(words)) return 'llm.content_filter';
  if (keyWords.test(words)) return 'llm.auth';
  if (creditWords.test(words)) return limitSymptom(error, {});
  return isAboutModel(error) ? 'llm.model_not_found' : 'llm.bad_request';
}

function isAboutModel({ code, parameter, message }: ApiError): boolean {
  return modelCode.test(code) || parameter === 'model' || modelWords.test(message);
}

/** Symptoms of an error that came inside a good answer which say more than that it came. */
const tellingInside: ReadonlySet<AnswerSymptom> = new Set<AnswerSymptom>([
  'llm.overloaded',
  'llm.context_length',
  'llm.content_filter',
  'llm.quota_exhausted',
  'llm.spend_limit',
  'llm.rate_tokens',
  'llm.rate_requests',
]);

/** What an error inside a stream, after status 200, means beside `llm.stream_error`. */
export function streamErrorSymptom(
  error: ApiError,
  told: readonly Told[] = [],
): AnswerSymptom | undefined {
  const words = wordsOf(error);
  const means = meaningIn(told, error);
  const isLimit =
    means === 'limit' ||
    /rate.?limit|quota|RESOURCE_EXHAUSTED/i.test(words) ||
    error.code === '429';
  const symptom = (means === 'limit' ? undefined : means) ?? wordsInside(error, words, isLimit);
  return tellingInside.has(symptom) ? symptom : undefined;
}

function wordsInside(error: ApiError, words: string, isLimit: boolean): AnswerSymptom {
  if (isLimit) return limitSymptom(error, {});
  return overloadWords.test(words) ? 'llm.overloaded' : requestSymptom(error, words);
}
