/** What OTLP calls AnyValue, as plain data. Bytes are base64, as OTLP's JSON has them. */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };

export type Attributes = ReadonlyMap<string, AttributeValue>;

/** Numbers of OTLP's SpanKind. */
export const spanKind = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;
/** Number of OTLP's status code for an error. */
export const STATUS_ERROR = 2;

export interface SpanEvent {
  readonly name: string;
  readonly timeMs: number | null;
  readonly attributes: Attributes;
}

/** A span as OTLP tells it, in JSON or protobuf. All text in it is raw text from outside. */
export interface OtlpSpan {
  /** 32 hexadecimal digits, small. */
  readonly traceId: string;
  /** 16 of them. */
  readonly spanId: string;
  /** Empty for the first span of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
  /** See {@link spanKind}; 0 where it is not told. */
  readonly kind: number;
  /** Milliseconds since the epoch, with their fraction. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  /** 0 unset, 1 ok, 2 error. */
  readonly statusCode: number;
  readonly statusMessage: string;
  /** What the program that sent it says of itself: `service.name` … Shared by all its spans. */
  readonly resource: Attributes;
}

/** What one export request holds. */
export interface SpanBatch {
  readonly spans: readonly OtlpSpan[];
  /** Spans that are none: without ids, or that end before they begin. */
  readonly rejected: number;
  /** Why the first of them was. */
  readonly why: string | null;
}

/** Spans of one request; the SDKs send 512. */
export const MAX_SPANS = 50_000;
/** Attributes of one span or resource; the SDKs stop at 128. */
export const MAX_ATTRIBUTES = 1_024;
/** Events of one span; the SDKs stop at 128. */
export const MAX_EVENTS = 1_024;
/** How deep lists and maps may nest in an attribute; messages are five deep. */
export const MAX_DEPTH = 16;

/** Nanoseconds since the epoch, which no double holds → milliseconds with their fraction. */
export function nanosToMs(nanos: bigint): number {
  return Number(nanos / 1_000_000n) + Number(nanos % 1_000_000n) / 1e6;
}

/** Sorts spans that are none from the others. */
export class SpanCollector {
  readonly #spans: OtlpSpan[] = [];
  #rejected = 0;
  #why: string | null = null;

  add(span: OtlpSpan): void {
    const why = wrongWith(span);
    if (why === null && this.#spans.length < MAX_SPANS) this.#spans.push(span);
    else this.reject(why ?? `more than ${MAX_SPANS} spans in one request`);
  }

  reject(why: string): void {
    this.#rejected += 1;
    this.#why ??= why;
  }

  batch(): SpanBatch {
    return { spans: this.#spans, rejected: this.#rejected, why: this.#why };
  }
}

function wrongWith({ traceId, spanId, startMs, endMs }: OtlpSpan): string | null {
  if (!/^[0-9a-f]{32}$/.test(traceId) || /^0+$/.test(traceId)) return 'a span without a trace id';
  if (!/^[0-9a-f]{16}$/.test(spanId) || /^0+$/.test(spanId)) return 'a span without an id';
  if (!(startMs > 0)) return 'a span without a start time';
  return endMs >= startMs ? null : 'a span that ends before it starts';
}
