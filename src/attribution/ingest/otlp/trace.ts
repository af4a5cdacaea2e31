import type { Inference } from '../../../events/types.ts';
import { attemptKey } from '../attempt-key.ts';
import { type IngestContext, inferenceOf, instantOf } from '../inference.ts';
import { linksByName, type Place } from '../links.ts';
import { usageKeys } from '../usage.ts';
import type { Call, SpanFacts } from './facts.ts';
import {
  type CallSpan,
  isCall,
  requestsOf,
  type TracedAttempt,
  type TracedRequest,
} from './requests.ts';
import { spanKind } from './span.ts';
import { SpanTree } from './tree.ts';
import { wayOf } from './way.ts';

/** Names that were told already: what comes late keeps to them, so that nothing is counted twice. */
export interface ToldNames {
  /** Span → attempt. */
  readonly attempts: Map<string, string>;
  /** Span → request. */
  readonly requests: Map<string, string>;
}

/** All spans of a trace that have come → the inferences that it shows. */
export function inferencesOfTrace(
  traceId: string,
  spans: ReadonlyMap<string, SpanFacts>,
  told: ToldNames,
  context: IngestContext,
): readonly Inference[] {
  const tree = new SpanTree(spans);
  return requestsOf(tree).flatMap((request) => {
    const name = requestName(traceId, request, told);
    return request.map((attempt) => {
      const { span } = attempt;
      told.requests.set(span.spanId, name);
      const call = withGapsFilled(attempt, isAnswer(attempt, request));
      const key = attemptName(traceId, attempt, call, told);
      told.attempts.set(span.spanId, key);
      return oneOf({ tree, request, span, call, name, key }, context);
    });
  });
}

function requestName(traceId: string, request: TracedRequest, told: ToldNames): string {
  const known = request
    .flatMap(({ span, around }) => [span, ...around])
    .map(({ spanId }) => told.requests.get(spanId))
    .find((name) => name !== undefined);
  const first = request[0]?.around.at(-1) ?? request[0]?.span;
  return known ?? `span:${traceId}/${first?.spanId ?? ''}`;
}

/**
 * A span around it that was told as an attempt, before this one came, is the same attempt: its key goes
 * to the first inside that asks for it.
 */
function attemptName(
  traceId: string,
  { span, around }: TracedAttempt,
  { provider, responseId }: Call,
  told: ToldNames,
): string {
  const known = told.attempts.get(span.spanId);
  if (known !== undefined) return known;
  for (const { spanId } of around) {
    const inherited = told.attempts.get(spanId);
    if (inherited === undefined) continue;
    told.attempts.delete(spanId);
    return inherited;
  }
  const key = attemptKey({ provider, responseId, traceId, spanId: span.spanId });
  return key ?? `span:${traceId}/${span.spanId}`;
}

/** Whether what the spans around say of the answer is said of this attempt's: it is the last that succeeded. */
function isAnswer({ span, around }: TracedAttempt, request: TracedRequest): boolean {
  const top = around.at(-1);
  if (top === undefined) return false;
  const beside = request.filter((one) => one.around.at(-1) === top);
  const last = beside.findLast((one) => one.span.call.outcome === 'ok') ?? beside.at(-1);
  return last?.span === span;
}

/** What the innermost span leaves open, the spans around it may know; its own figures stand. */
function withGapsFilled({ span, around }: TracedAttempt, knowsAnswer: boolean): Call {
  let { call } = span;
  for (const outer of knowsAnswer ? around : []) {
    const other = outer.call;
    const isUncounted = usageKeys.every((key) => call.usage[key] === null);
    call = {
      ...call,
      provider: call.provider ?? other.provider,
      model: call.model ?? other.model,
      responseModel: call.responseModel ?? other.responseModel,
      responseId: call.responseId ?? other.responseId,
      firstTokenMs: call.firstTokenMs ?? firstTokenWithin(span, outer),
      usage: isUncounted ? other.usage : call.usage,
      output: call.output ?? other.output,
    };
  }
  return call;
}

/** What a span around measured from its own start, from the start of the attempt. */
function firstTokenWithin(span: CallSpan, outer: CallSpan): number | null {
  const { firstTokenMs } = outer.call;
  return firstTokenMs === null ? null : Math.max(0, outer.startMs + firstTokenMs - span.startMs);
}

interface Parts {
  readonly tree: SpanTree;
  readonly request: TracedRequest;
  readonly span: CallSpan;
  readonly call: Call;
  readonly name: string;
  readonly key: string;
}

function oneOf({ tree, request, span, call, name, key }: Parts, context: IngestContext): Inference {
  const ancestors = tree.ancestors(span);
  const way = [span, ...ancestors];
  const path = wayOf(tree, span, request, context.linkOf);
  return inferenceOf(
    {
      source: 'otlp',
      link: path.at(-1)?.link ?? linkOfSpan(span, context),
      model: call.model ?? call.responseModel ?? 'unknown',
      responseModel: call.responseModel,
      request: name,
      attempt: key,
      operation: call.operation,
      outcome: call.outcome,
      error: call.error,
      billed: call.billed,
      startedAt: instantOf(span.startMs) ?? new Date(0).toISOString(),
      durationMs: span.endMs - span.startMs,
      firstTokenMs: call.firstTokenMs,
      ...call.usage,
      consumer: consumerOf(way),
      environment: way.map(({ environment }) => environment).find(Boolean) ?? null,
      path,
      citations: citationsOf(tree, way),
      output: call.output,
    },
    context,
  );
}

function linkOfSpan({ call, service, kind }: CallSpan, { linkOf }: IngestContext): string {
  const served: Place = { provider: call.provider, address: call.address, model: call.model };
  const place = kind === spanKind.server ? { ...served, service } : served;
  return linkOf(place) ?? linksByName(place) ?? (service || 'unknown');
}

/** The nearest agent that it was asked for; where there is none, the program where the trace begins. */
function consumerOf(way: readonly SpanFacts[]): string | null {
  const agent = way.map((span) => span.agent).find((name) => name !== null);
  if (agent) return agent;
  const first = way.at(-1);
  if (first === undefined || first.service === '') return null;
  // An inference server that is not traced from further out knows nothing of who asked.
  const isAsked = first.kind === spanKind.server && isCall(first);
  return isAsked ? null : first.service;
}

/** Documents that were retrieved before it under one of its parents. */
function citationsOf(
  tree: SpanTree,
  [span, ...ancestors]: readonly SpanFacts[],
): readonly string[] {
  if (span === undefined) return [];
  return ancestors
    .flatMap((one) => tree.children(one))
    .filter(({ documents, startMs }) => documents.length > 0 && startMs <= span.startMs)
    .flatMap(({ documents }) => documents);
}
