import { limits } from '../../src/platform/limits.ts';
import { safe } from '../../src/text/sanitise.ts';
import { decodeBody } from '../http/body.ts';
import { headerText } from '../network/answer-facts.ts';
import {
  type ExchangeResponse,
  type ExchangeResult,
  httpExchange,
} from '../network/http-exchange.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { LookContext } from '../probe.ts';
import { asFields, asText, parseJson } from './json.ts';
import type { Problem } from './judge-answer.ts';
import { apiUrl, type OpenaiOptions } from './options.ts';
import { isSameModel } from './served-model.ts';

/** Names of models that are compared; the largest lists have some hundred. */
const MAX_MODELS = 10_000;
/** Bytes of a list; that of a vendor of all vendors' models has about 1 MB. */
const MAX_LIST_BYTES = 4 * limits.probeBodyBytes;
/** Names shown as evidence of a missing one. */
const SHOWN_MODELS = 5;

/** Asks for the list of models, which costs no tokens. */
export function askList(
  options: OpenaiOptions,
  headers: Readonly<Record<string, string>>,
  context: LookContext,
  deadlineMs: number,
): Promise<ExchangeResult> {
  return httpExchange({
    url: apiUrl(options.url, 'models'),
    headers,
    resolver: options.resolver,
    connectTo: options.connectTo,
    ca: options.ca,
    servername: options.servername,
    minVersion: options.minVersion,
    bodyLimitBytes: MAX_LIST_BYTES,
    deadlineMs,
    phaseDeadlinesMs: options.phaseDeadlinesMs,
    signal: context.signal,
    clock: context.clock,
  });
}

/** The names in a list of models, or undefined where the answer is none. */
function modelsIn({ body, headers }: ExchangeResponse): readonly string[] | undefined {
  const decoded = decodeBody(body, headerText(headers, 'content-encoding'), MAX_LIST_BYTES);
  if (decoded.kind !== 'decoded') return undefined;
  const fields = asFields(parseJson(decoded.bytes.toString('utf8')));
  const entries = fields?.data ?? fields?.models;
  if (!Array.isArray(entries)) return undefined;
  return entries.slice(0, MAX_MODELS).flatMap((entry) => {
    const model = asFields(entry);
    return asText(model?.id) ?? asText(model?.name) ?? [];
  });
}

/**
 * What is wrong with a list of models (status 200).
 *
 * @param hasAnswered the model has just answered, so it is only the list that lacks it
 */
export function judgeList(
  response: ExchangeResponse,
  model: string | undefined,
  hasAnswered: boolean,
  kept: KeptText,
): readonly Problem[] {
  const names = modelsIn(response);
  if (!names) {
    const words = kept.body(response.body);
    return [{ symptom: 'llm.malformed', evidence: safe`not a list of models: ${words}` }];
  }
  if (model === undefined || names.some((name) => isSameModel(model, name))) return [];
  const shown = names.slice(0, SHOWN_MODELS).map((name) => kept.fact(name));
  const evidence = safe`${model} is not among the ${names.length} models listed: ${shown.join(', ')}`;
  return [{ symptom: hasAnswered ? 'llm.model_not_listed' : 'llm.model_not_found', evidence }];
}
