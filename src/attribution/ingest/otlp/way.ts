import type { InferenceHop } from '../../../events/types.ts';
import type { LinkOf } from '../links.ts';
import type { SpanFacts } from './facts.ts';
import { type CallSpan, isCall, type TracedRequest } from './requests.ts';
import { spanKind } from './span.ts';
import { durationOf, type SpanTree } from './tree.ts';

/** The part of a trace that one service has on the way of an attempt. */
interface Stage {
  readonly service: string;
  /** Where it takes over. */
  readonly entry: SpanFacts;
  /** When it saw the first token, after its entry; null where it did not look. */
  readonly firstTokenMs: number | null;
  /** What it hands on, where no span of the next service tells: the vendor's own time. */
  readonly ask: CallSpan | null;
}

/**
 * The links that an attempt passed: one stage a service, from the caller's to the last that sent spans, and
 * the vendor behind it, who sends none. Each holds what the next does not: the time of its own entry
 * less that of the next.
 */
export function wayOf(
  tree: SpanTree,
  span: CallSpan,
  request: TracedRequest,
  linkOf: LinkOf,
): readonly InferenceHop[] {
  const stages = stagesOf(chainOf(tree, span, request), span);
  const hops: InferenceHop[] = [];
  stages.forEach((stage, at) => {
    const next = stages[at + 1];
    const { service, ask } = stage;
    const link = ask
      ? linkOf({ provider: ask.call.provider, address: ask.call.address, model: ask.call.model })
      : linkOf({ service });
    if (link === null) return;
    const ms = Math.max(0, durationOf(stage.entry) - (next ? durationOf(next.entry) : 0));
    add(hops, { link, ms: rounded(ms), firstTokenMs: firstTokenPart(stage, next) });
  });
  return hops;
}

function firstTokenPart(stage: Stage, next: Stage | undefined): number | null {
  if (stage.firstTokenMs === null || next?.firstTokenMs === null) return null;
  return rounded(Math.max(0, stage.firstTokenMs - (next?.firstTokenMs ?? 0)));
}

/** Two stages of one link (a service and its sidecar) are one hop. */
function add(hops: InferenceHop[], hop: InferenceHop): void {
  const last = hops.at(-1);
  if (last?.link !== hop.link) {
    hops.push(hop);
    return;
  }
  const { firstTokenMs: a } = last;
  const { firstTokenMs: b } = hop;
  hops[hops.length - 1] = {
    link: hop.link,
    ms: rounded(last.ms + hop.ms),
    firstTokenMs: a === null || b === null ? null : rounded(a + b),
  };
}

/** Spans of the way, outermost first: none that also serves another request than this one. */
function chainOf(tree: SpanTree, span: CallSpan, request: TracedRequest): readonly SpanFacts[] {
  const up = tree.ancestors(span);
  const own = new Set<SpanFacts>(request.flatMap((attempt) => [attempt.span, ...attempt.around]));
  const servesOnlyThis = (one: SpanFacts) =>
    tree.below(one).every((other) => other.call === null || own.has(other));
  let reach = up.findLastIndex(isCall) + 1;
  for (;;) {
    const service = (up[reach - 1] ?? span).service;
    const entry = up.findIndex(
      (one, at) => at >= reach && one.kind === spanKind.server && one.service === service,
    );
    const isEntry =
      entry >= 0 && up.slice(reach, entry + 1).every((one) => one.service === service);
    const server = up[entry];
    if (isEntry && server && servesOnlyThis(server)) reach = entry + 1;
    const caller = up[reach];
    if (caller === undefined || caller.service === (up[reach - 1] ?? span).service) break;
    reach += 1;
  }
  return [...up.slice(0, reach).reverse(), span, ...tree.longestWayDown(span)];
}

function stagesOf(chain: readonly SpanFacts[], span: CallSpan): readonly Stage[] {
  const stages: Stage[] = [];
  chain.forEach((one, at) => {
    if (one.service === chain[at - 1]?.service) return;
    const end = chain.findIndex((other, later) => later > at && other.service !== one.service);
    const own = chain.slice(at, end === -1 ? undefined : end);
    stages.push({
      service: one.service,
      entry: one,
      firstTokenMs: firstTokenAfter(one, own),
      ask: null,
    });
  });
  const isLast = chain.slice(chain.indexOf(span)).every(({ service }) => service === span.service);
  if (!isLast || span.kind !== spanKind.client) return stages;
  const { firstTokenMs } = span.call;
  return [...stages, { service: '', entry: span, firstTokenMs, ask: span }];
}

function firstTokenAfter(entry: SpanFacts, own: readonly SpanFacts[]): number | null {
  const call = own.filter(isCall).find((one) => one.call.firstTokenMs !== null);
  if (!call || call.call.firstTokenMs === null) return null;
  return call.startMs + call.call.firstTokenMs - entry.startMs;
}

/** To the microsecond: what clocks tell, and no more digits than that. */
function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
