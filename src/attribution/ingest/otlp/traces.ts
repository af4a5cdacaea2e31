import { createHash } from 'node:crypto';
import type { Inference } from '../../../events/types.ts';
import type { IngestContext } from '../inference.ts';
import { factsOf, type SpanFacts } from './facts.ts';
import type { OtlpSpan } from './span.ts';
import { inferencesOfTrace, type ToldNames } from './trace.ts';

/** Milliseconds without news of a trace after which it is read: exporters send every five seconds. */
const SETTLE_MS = 6_000;
/** Milliseconds that a trace is read again at the latest though it goes on: agents take minutes. */
const LONGEST_WAIT_MS = 30_000;
/** Milliseconds that a trace is remembered without news: services that send late. */
const REMEMBER_MS = 300_000;
/** Spans remembered of all traces: some 100 MB. */
const MAX_SPANS = 200_000;
/** Spans of one trace; the rest of a greater one is not read, and counted. */
const MAX_SPANS_OF_TRACE = 10_000;

interface Trace {
  readonly spans: Map<string, SpanFacts>;
  readonly told: ToldNames;
  /** Digest of what was told of each attempt, to tell it again only when it changed. */
  readonly latest: Map<string, string>;
  /** When the first span came that has not been read, and the last that came at all. */
  unreadMs: number | null;
  newsMs: number;
}

export interface TracesOptions {
  readonly settleMs?: number;
  readonly maxSpans?: number;
}

/**
 * Spans of many traces, in whatever order and pieces they come, until those of a trace can be read
 * together. Spans are reduced to what is read of them at once, so no content stays behind. What comes
 * after its trace was read is told again, under the same names.
 */
export class Traces {
  readonly #context: IngestContext;
  readonly #settleMs: number;
  readonly #maxSpans: number;
  /** The one that had news last is last. */
  readonly #traces = new Map<string, Trace>();
  #spans = 0;
  #dropped = 0;

  constructor(context: IngestContext, options: TracesOptions = {}) {
    this.#context = context;
    this.#settleMs = options.settleMs ?? SETTLE_MS;
    this.#maxSpans = options.maxSpans ?? MAX_SPANS;
  }

  /** Spans remembered. */
  get size(): number {
    return this.#spans;
  }

  /** Spans beyond {@link MAX_SPANS_OF_TRACE}. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * @param nowMs on any clock that only grows, the same for all calls
   * @returns what had to be read early, to stay within bounds
   */
  take(spans: readonly OtlpSpan[], nowMs: number): readonly Inference[] {
    for (const span of spans) this.#add(span, nowMs);
    const found: Inference[] = [];
    for (const [id, trace] of this.#traces) {
      if (this.#spans <= this.#maxSpans) break;
      found.push(...this.#read(id, trace));
      this.#forget(id, trace);
    }
    return found;
  }

  /** What the traces tell that have settled. Call it from time to time. */
  settled(nowMs: number): readonly Inference[] {
    const found: Inference[] = [];
    for (const [id, trace] of this.#traces) {
      const { unreadMs, newsMs } = trace;
      const waited = unreadMs !== null && nowMs - unreadMs >= LONGEST_WAIT_MS;
      if (unreadMs !== null && (waited || nowMs - newsMs >= this.#settleMs)) {
        found.push(...this.#read(id, trace));
      }
      if (nowMs - newsMs >= REMEMBER_MS) this.#forget(id, trace);
    }
    return found;
  }

  /** What all traces tell, whether they have settled or not: nothing more will come. */
  flush(): readonly Inference[] {
    return [...this.#traces].flatMap(([id, trace]) => this.#read(id, trace));
  }

  #add(span: OtlpSpan, nowMs: number): void {
    const trace = this.#traces.get(span.traceId) ?? newTrace(nowMs);
    if (trace.spans.size >= MAX_SPANS_OF_TRACE && !trace.spans.has(span.spanId)) {
      this.#dropped += 1;
      return;
    }
    this.#spans += trace.spans.has(span.spanId) ? 0 : 1;
    trace.spans.set(span.spanId, factsOf(span, this.#context.keepOutput));
    trace.unreadMs ??= nowMs;
    trace.newsMs = nowMs;
    this.#traces.delete(span.traceId);
    this.#traces.set(span.traceId, trace);
  }

  #read(id: string, trace: Trace): readonly Inference[] {
    if (trace.unreadMs === null) return [];
    trace.unreadMs = null;
    const all = inferencesOfTrace(id, trace.spans, trace.told, this.#context);
    return all.filter((one) => {
      const digest = createHash('sha1').update(JSON.stringify(one)).digest('base64');
      if (trace.latest.get(one.attempt) === digest) return false;
      trace.latest.set(one.attempt, digest);
      return true;
    });
  }

  #forget(id: string, trace: Trace): void {
    this.#traces.delete(id);
    this.#spans -= trace.spans.size;
  }
}

function newTrace(nowMs: number): Trace {
  return {
    spans: new Map(),
    told: { attempts: new Map(), requests: new Map() },
    latest: new Map(),
    unreadMs: null,
    newsMs: nowMs,
  };
}
