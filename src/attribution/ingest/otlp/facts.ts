import type { Inference } from '../../../events/types.ts';
import { billedOf, outcomeOf } from '../outcome.ts';
import { countsCacheApart, providerName } from '../providers.ts';
import { countOf, type ToldUsage, type Usage, usageOf } from '../usage.ts';
import { splitByHour } from '../vendor-usage.ts';
import { documentsOf, outputTextOf } from './content.ts';
import {
  cachedInside,
  environmentNames,
  type GenAiWord,
  genAi,
  inferenceOperations,
  operationNames,
  RETRIEVAL,
} from './conventions.ts';
import { type Attributes, type AttributeValue, type OtlpSpan, STATUS_ERROR } from './span.ts';

/** What a span that asks a model says of that. */
export interface Call {
  readonly operation: string;
  readonly provider: string | null;
  readonly model: string | null;
  readonly responseModel: string | null;
  readonly responseId: string | null;
  /** `host:port` or a host that was asked. */
  readonly address: string | null;
  readonly outcome: Inference['outcome'];
  readonly error: string | null;
  readonly billed: Inference['billed'];
  readonly firstTokenMs: number | null;
  readonly usage: Usage;
  readonly output: string | null;
}

/** All that is kept of a span: its place in the trace, and what of it we read. */
export interface SpanFacts {
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly service: string;
  readonly kind: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly agent: string | null;
  readonly environment: string | null;
  /** Null for a span that asks no model. */
  readonly call: Call | null;
  /** Documents that it retrieved. */
  readonly documents: readonly string[];
}

/** @param keepOutput read answers too, where the span holds any; prompts are never read */
export function factsOf(span: OtlpSpan, keepOutput: boolean): SpanFacts {
  const { spanId, parentSpanId, kind, startMs, endMs, attributes, resource } = span;
  const isRetrieval = wordOf(attributes, 'operation') === RETRIEVAL;
  return {
    spanId,
    parentSpanId,
    service: textOf(resource.get('service.name')) ?? '',
    kind,
    startMs,
    endMs,
    agent: wordOf(attributes, 'agent'),
    environment: environmentOf(attributes) ?? environmentOf(resource),
    call: callOf(span, keepOutput),
    documents: isRetrieval ? documentsOf(attributeOf(attributes, 'documents')) : [],
  };
}

function callOf(span: OtlpSpan, keepOutput: boolean): Call | null {
  const { attributes, statusCode } = span;
  const operation = operationOf(attributes, span.name);
  if (operation === null) return null;
  const error = wordOf(attributes, 'error');
  const failed = statusCode === STATUS_ERROR || isErrorWord(attributes);
  // Where only the status tells, its words are the best name of the error; they may be a sentence.
  const seen = error ?? (failed ? span.statusMessage.slice(0, 100) || null : null);
  const outcome = outcomeOf({ failed, error: failed ? seen : null });
  const usage = usageOfSpan(attributes);
  const firstTokenS = numberOf(attributeOf(attributes, 'firstToken'));
  const provider = wordOf(attributes, 'provider');
  return {
    operation,
    provider: provider === null ? null : providerName(provider),
    model: wordOf(attributes, 'requestModel'),
    responseModel: wordOf(attributes, 'responseModel'),
    responseId: wordOf(attributes, 'responseId'),
    address: addressOf(attributes),
    outcome,
    error: outcome === 'ok' ? null : seen,
    billed: billedOf(outcome, seen, usage.completionTokens ?? usage.promptTokens),
    firstTokenMs: firstTokenS === null ? null : firstTokenS * 1_000,
    usage,
    output: keepOutput ? outputTextOf(attributeOf(attributes, 'outputMessages'), span) : null,
  };
}

/** Null for a span that asks no model: also agents and workflows, which only sum up those that do. */
function operationOf(attributes: Attributes, name: string): string | null {
  const said = wordOf(attributes, 'operation')?.toLowerCase() ?? null;
  if (said !== null) return inferenceOperations.has(said) ? todaysName(said) : null;
  const isOld = wordOf(attributes, 'provider') !== null || name === 'llm_request';
  const asks =
    wordOf(attributes, 'requestModel') !== null || countWord(attributes, 'input') !== null;
  return isOld && asks ? 'chat' : null;
}

function todaysName(operation: string): string {
  return operationNames.get(operation) ?? operation;
}

/** `error.type` says that it failed, whatever the status; a status of HTTP does from 400 on. */
function isErrorWord(attributes: Attributes): boolean {
  const [type, ...statuses] = genAi.error;
  if (textOf(attributes.get(type)) !== null) return true;
  return statuses.some((name) => (numberOf(attributes.get(name)) ?? 0) >= 400);
}

function usageOfSpan(attributes: Attributes): Usage {
  const told: ToldUsage = {
    input: countWord(attributes, 'input'),
    output: countWord(attributes, 'output'),
    total: countWord(attributes, 'total'),
    cacheRead: countWord(attributes, 'cacheRead'),
    cacheWrite: countWord(attributes, 'cacheWrite'),
    cacheWriteHour: countWord(attributes, 'cacheWriteHour'),
    reasoning: countWord(attributes, 'reasoning'),
    cachedApart:
      countsCacheApart(wordOf(attributes, 'provider')) &&
      ![...attributes.keys()].some((name) => cachedInside.has(name)),
  };
  return usageOf(splitByHour(told));
}

function addressOf(attributes: Attributes): string | null {
  const host = wordOf(attributes, 'address');
  const port = numberOf(attributeOf(attributes, 'port'));
  return host === null || port === null ? host : `${host}:${port}`;
}

function environmentOf(attributes: Attributes): string | null {
  return environmentNames.map((name) => textOf(attributes.get(name))).find(Boolean) ?? null;
}

function attributeOf(attributes: Attributes, word: GenAiWord): AttributeValue | undefined {
  const name = genAi[word].find((one) => (attributes.get(one) ?? null) !== null);
  return name === undefined ? undefined : attributes.get(name);
}

function wordOf(attributes: Attributes, word: GenAiWord): string | null {
  return textOf(attributeOf(attributes, word));
}

function countWord(attributes: Attributes, word: GenAiWord): number | null {
  return countOf(attributeOf(attributes, word));
}

function textOf(value: AttributeValue | undefined): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

function numberOf(value: AttributeValue | undefined): number | null {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : null;
}
