import type { SpanFacts } from './facts.ts';

/** How far up or down a trace is followed; real ones are some ten deep. */
const MAX_STEPS = 256;

/** The spans of one trace as the tree that they are. Parents that never came leave several roots. */
export class SpanTree {
  readonly spans: ReadonlyMap<string, SpanFacts>;
  readonly #children = new Map<string, SpanFacts[]>();

  constructor(spans: ReadonlyMap<string, SpanFacts>) {
    this.spans = spans;
    for (const span of spans.values()) {
      if (span.parentSpanId === '') continue;
      const siblings = this.#children.get(span.parentSpanId);
      if (siblings) siblings.push(span);
      else this.#children.set(span.parentSpanId, [span]);
    }
  }

  children({ spanId }: SpanFacts): readonly SpanFacts[] {
    return this.#children.get(spanId) ?? [];
  }

  /** From its parent up to the outermost that is known. */
  ancestors(span: SpanFacts): readonly SpanFacts[] {
    const found: SpanFacts[] = [];
    let at = this.spans.get(span.parentSpanId);
    while (at !== undefined && at !== span && !found.includes(at) && found.length < MAX_STEPS) {
      found.push(at);
      at = this.spans.get(at.parentSpanId);
    }
    return found;
  }

  /** All spans under a span. */
  below(span: SpanFacts): readonly SpanFacts[] {
    const found = new Set<SpanFacts>();
    const open = [...this.children(span)];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (found.has(at)) continue;
      found.add(at);
      open.push(...this.children(at));
    }
    return [...found];
  }

  /** The way on from a span: the child that took longest, of that the child that did … */
  longestWayDown(span: SpanFacts): readonly SpanFacts[] {
    const found: SpanFacts[] = [];
    let at = longest(this.children(span));
    while (at !== undefined && at !== span && !found.includes(at) && found.length < MAX_STEPS) {
      found.push(at);
      at = longest(this.children(at));
    }
    return found;
  }
}

function longest(spans: readonly SpanFacts[]): SpanFacts | undefined {
  return spans.reduce<SpanFacts | undefined>(
    (best, one) => (best === undefined || isLonger(one, best) ? one : best),
    undefined,
  );
}

/** Of two that took the same, the first by its id: the order in which they came says nothing. */
function isLonger(a: SpanFacts, b: SpanFacts): boolean {
  const [one, other] = [durationOf(a), durationOf(b)];
  return one > other || (one === other && a.spanId < b.spanId);
}

export function durationOf({ startMs, endMs }: SpanFacts): number {
  return endMs - startMs;
}
