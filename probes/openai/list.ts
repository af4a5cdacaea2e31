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
import { dialectOf } from './dialects/registry.ts';
import { parseJson } from './json.ts';
import type { Problem } from './judge-answer.ts';
import type { ListedModel } from './listed-models.ts';
import type { OpenaiOptions } from './options.ts';
import { isSameModel } from './served-model.ts';
import type { ApiRequest } from './sign.ts';

/** Bytes of a list; that of a vendor of all vendors' models has about 1 MB. */
const MAX_LIST_BYTES = 4 * limits.probeBodyBytes;
/** Names shown as evidence of a missing one. */
const SHOWN_MODELS = 5;

/** Asks for the list of models, which costs no tokens. */
export function askList(
  options: OpenaiOptions,
  request: ApiRequest,
  context: LookContext,
  deadlineMs: number,
): Promise<ExchangeResult> {
  return httpExchange({
    ...request,
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

/** The models in an answer (status 200), or undefined where it is no list of models. */
export function modelsIn(
  { body, headers }: ExchangeResponse,
  options: OpenaiOptions,
): readonly ListedModel[] | undefined {
  const decoded = decodeBody(body, headerText(headers, 'content-encoding'), MAX_LIST_BYTES);
  if (decoded.kind !== 'decoded') return undefined;
  const document = parseJson(decoded.bytes.toString('utf8'));
  return dialectOf(options).modelsIn(document);
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
  options: OpenaiOptions,
  hasAnswered: boolean,
  kept: KeptText,
): readonly Problem[] {
  if (!models) {
    const words = kept.body(response.body);
    return [{ symptom: 'llm.malformed', evidence: safe`not a list of models: ${words}` }];
  }
  const { model } = options;
  const wanted = model === undefined ? undefined : dialectOf(options).listedAs(model);
  if (wanted === undefined) return [];
  const names = models.map(({ name }) => name);
  if (names.some((name) => isSameModel(wanted, name))) return [];
  const shown = names.slice(0, SHOWN_MODELS).map((name) => kept.fact(name));
  const evidence = safe`${wanted} is not among the ${names.length} models listed: ${shown.join(', ')}`;
  return [{ symptom: hasAnswered ? 'llm.model_not_listed' : 'llm.model_not_found', evidence }];
}
