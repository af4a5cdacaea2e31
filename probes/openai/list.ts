import type { Fact } from '../../src/events/types.ts';
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
import { asCount, asFields, asText, parseJson } from './json.ts';
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
    vantage: context.vantage,
    clock: context.clock,
  });
}

/** A model as a list names it. */
export interface ListedModel {
  readonly name: string;
  /** Where its weights come from: a path, or the name under which they are published. */
  readonly root: string | undefined;
  /** Tokens of its context. */
  readonly context: number | undefined;
}

/** The models in an answer (status 200), or undefined where it is no list of models. */
export function modelsIn({ body, headers }: ExchangeResponse): readonly ListedModel[] | undefined {
  const decoded = decodeBody(body, headerText(headers, 'content-encoding'), MAX_LIST_BYTES);
  if (decoded.kind !== 'decoded') return undefined;
  const fields = asFields(parseJson(decoded.bytes.toString('utf8')));
  const entries = fields?.data ?? fields?.models;
  if (!Array.isArray(entries)) return undefined;
  return entries.slice(0, MAX_MODELS).flatMap((entry) => {
    const model = asFields(entry);
    const name = asText(model?.id) ?? asText(model?.name);
    if (name === undefined) return [];
    const context = asCount(model?.max_model_len) ?? asCount(model?.context_length);
    return { name, root: asText(model?.root), context };
  });
}

/** What the list says of the model that is asked for. */
export function listedFacts(
  models: readonly ListedModel[] | undefined,
  model: string | undefined,
  kept: KeptText,
): Readonly<Record<string, Fact>> {
  const found = model && models?.find(({ name }) => isSameModel(model, name));
  if (!found) return {};
  return {
    ...(found.root === undefined ? {} : { 'llm.root': kept.fact(found.root) }),
    ...(found.context === undefined ? {} : { 'llm.context': found.context }),
  };
}

/**
 * What is wrong with a list of models (status 200).
 *
 * @param models as {@link modelsIn} found them in the answer
 * @param hasAnswered the model has just answered, so it is only the list that lacks it
 */
export function judgeList(
  response: ExchangeResponse,
  models: readonly ListedModel[] | undefined,
  model: string | undefined,
  hasAnswered: boolean,
  kept: KeptText,
): readonly Problem[] {
  if (!models) {
    const words = kept.body(response.body);
    return [{ symptom: 'llm.malformed', evidence: safe`not a list of models: ${words}` }];
  }
  const names = models.map(({ name }) => name);
  if (model === undefined || names.some((name) => isSameModel(model, name))) return [];
  const shown = names.slice(0, SHOWN_MODELS).map((name) => kept.fact(name));
  const evidence = safe`${model} is not among the ${names.length} models listed: ${shown.join(', ')}`;
  return [{ symptom: hasAnswered ? 'llm.model_not_listed' : 'llm.model_not_found', evidence }];
}
