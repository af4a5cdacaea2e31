import type { Call, SpanFacts } from './facts.ts';
import { spanKind } from './span.ts';
import type { SpanTree } from './tree.ts';

/** A span that asks a model. */
export type CallSpan = SpanFacts & { readonly call: Call };

/** One attempt as a trace shows it: the innermost span that asks, and those around it that only wait. */
export interface TracedAttempt {
  readonly span: CallSpan;
  /** Innermost first: an SDK's span around that of its client, a client's around the server's. */
  readonly around: readonly CallSpan[];
}

/** Attempts of one request, the earliest first. */
export type TracedRequest = readonly TracedAttempt[];

/** Milliseconds between a failure and what is still its retry; SDKs wait up to a minute. */
const RETRY_GAP_MS = 120_000;
/** Milliseconds by which clocks of one program err: SDKs read two of them, one in whole milliseconds. */
const CLOCK_SLACK_MS = 2;

/**
 * The requests of a trace. A span that asks a model and holds another that does is no attempt of its own:
 * its usage would count twice. What is asked after a failure, under the same parent, is a retry or a
 * fallback of the same request; what runs beside it is a hedge where one of the two was cut off. What
 * follows a success is the next request: agents ask many under one parent.
 */
export function requestsOf(tree: SpanTree): readonly TracedRequest[] {
  const outermost = new Map<SpanFacts, TracedAttempt[]>();
  for (const span of tree.spans.values()) {
    if (!isCall(span) || tree.below(span).some(isCall)) continue;
    const around = tree.ancestors(span).filter(isCall);
    const top = around.at(-1) ?? span;
    const attempts = outermost.get(top) ?? [];
    attempts.push({ span, around });
    outermost.set(top, attempts);
  }
  return [...byAnchor(tree, [...outermost.keys()].filter(isCall)).values()].flatMap((tops) =>
    rows(tops).map((row) => row.flatMap((top) => outermost.get(top) ?? []).sort(byStart)),
  );
}

export function isCall(span: SpanFacts): span is CallSpan {
  return span.call !== null;
}

/** Calls by the innermost span that holds several of them: retries may each be wrapped in spans. */
function byAnchor(tree: SpanTree, tops: readonly CallSpan[]): Map<string, CallSpan[]> {
  const below = new Map<SpanFacts, number>();
  for (const top of tops) {
    for (const one of tree.ancestors(top)) below.set(one, (below.get(one) ?? 0) + 1);
  }
  const groups = new Map<string, CallSpan[]>();
  for (const top of tops) {
    const anchor = anchorOf(tree, top, below);
    groups.set(anchor, [...(groups.get(anchor) ?? []), top]);
  }
  return groups;
}

function anchorOf(tree: SpanTree, top: CallSpan, below: ReadonlyMap<SpanFacts, number>): string {
  for (const one of tree.ancestors(top)) {
    const isEntry = one.kind === spanKind.server || one.kind === spanKind.consumer;
    if ((below.get(one) ?? 0) > 1 || isEntry || one.agent !== null) return one.spanId;
  }
  // A parent that never came, or comes later, holds its children together all the same.
  return top.parentSpanId || top.spanId;
}

function rows(tops: readonly CallSpan[]): readonly (readonly CallSpan[])[] {
  const found: CallSpan[][] = [];
  for (const top of [...tops].sort((a, b) => byStart({ span: a }, { span: b }))) {
    const row = found.find((one) => belongs(top, one));
    if (row) row.push(top);
    else found.push([top]);
  }
  return found;
}

function belongs(top: CallSpan, row: readonly CallSpan[]): boolean {
  return row.every(
    (one) =>
      one.call.operation === top.call.operation &&
      (one.endMs - top.startMs > CLOCK_SLACK_MS ? isHedge(one, top) : isRetry(one, top)),
  );
}

function isHedge(one: CallSpan, other: CallSpan): boolean {
  return (one.call.outcome === 'aborted') !== (other.call.outcome === 'aborted');
}

function isRetry(earlier: CallSpan, later: CallSpan): boolean {
  return earlier.call.outcome !== 'ok' && later.startMs - earlier.endMs <= RETRY_GAP_MS;
}

function byStart(
  { span: a }: { readonly span: SpanFacts },
  { span: b }: { readonly span: SpanFacts },
): number {
  return a.startMs - b.startMs || (a.spanId < b.spanId ? -1 : 1);
}
