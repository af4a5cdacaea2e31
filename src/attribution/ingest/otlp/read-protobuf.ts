import protobuf from 'protobufjs/minimal.js';
import {
  type AttributeValue,
  MAX_ATTRIBUTES,
  MAX_DEPTH,
  MAX_EVENTS,
  nanosToMs,
  type OtlpSpan,
  type SpanBatch,
  SpanCollector,
  type SpanEvent,
} from './span.ts';

type Draft<T> = { -readonly [K in keyof T]: T[K] };
type Reader = InstanceType<typeof protobuf.Reader>;

/** Reads the value of one field where it knows the field; false leaves it to be skipped. */
type OnField = (field: number, wireType: number) => boolean;

const WIRE_VARINT = 0;
const WIRE_64 = 1;
const WIRE_BYTES = 2;

/**
 * An ExportTraceServiceRequest in protobuf, read by the numbers of opentelemetry-proto's
 * `trace/v1/trace.proto`; fields that it does not know are skipped.
 *
 * @returns null where the bytes are no protobuf message
 */
export function spansOfProtobuf(bytes: Uint8Array): SpanBatch | null {
  const collector = new SpanCollector();
  const reader = protobuf.Reader.create(bytes);
  try {
    eachField(reader, bytes.length, (field, wire) => {
      if (field !== 1 || wire !== WIRE_BYTES) return false;
      readResourceSpans(reader, collector);
      return true;
    });
  } catch {
    // Cut off, or never protobuf: the reader has run out of bytes or met a type that there is not.
    return null;
  }
  return collector.batch();
}

/** A resource may stand behind its spans, so these are only found first, and read then. */
function readResourceSpans(reader: Reader, collector: SpanCollector): void {
  const resource = new Map<string, AttributeValue>();
  const scopes: number[] = [];
  const end = endOf(reader);
  eachField(reader, end, (field, wire) => {
    if (wire !== WIRE_BYTES || field > 2) return false;
    if (field === 1) {
      eachMember(reader, 1, () => readPair(reader, resource));
      return true;
    }
    scopes.push(reader.pos);
    return false;
  });
  for (const start of scopes) {
    reader.pos = start;
    eachMember(reader, 2, () => collector.add(readSpan(reader, resource)));
  }
  reader.pos = end;
}

function readSpan(reader: Reader, resource: OtlpSpan['resource']): OtlpSpan {
  const attributes = new Map<string, AttributeValue>();
  const events: SpanEvent[] = [];
  const span: Draft<OtlpSpan> = { ...emptySpan, attributes, events, resource };
  const onText: Readonly<Record<number, () => void>> = {
    1: () => assign(span, 'traceId', hexOf(reader.bytes())),
    2: () => assign(span, 'spanId', hexOf(reader.bytes())),
    4: () => assign(span, 'parentSpanId', hexOf(reader.bytes())),
    5: () => assign(span, 'name', reader.string()),
    9: () => readPair(reader, attributes),
    11: () => keepEvent(events, readEvent(reader)),
    15: () => readStatus(reader, span),
  };
  eachField(reader, endOf(reader), (field, wire) => {
    if (wire === WIRE_BYTES && onText[field]) onText[field]();
    else if (field === 6 && wire === WIRE_VARINT) span.kind = reader.int32();
    else if (field === 7 && wire === WIRE_64) span.startMs = readTime(reader) ?? Number.NaN;
    else if (field === 8 && wire === WIRE_64) span.endMs = readTime(reader) ?? Number.NaN;
    else return false;
    return true;
  });
  return span;
}

const emptySpan: Omit<OtlpSpan, 'attributes' | 'events' | 'resource'> = {
  traceId: '',
  spanId: '',
  parentSpanId: '',
  name: '',
  kind: 0,
  startMs: Number.NaN,
  endMs: Number.NaN,
  statusCode: 0,
  statusMessage: '',
};

function assign<K extends keyof OtlpSpan>(span: Draft<OtlpSpan>, key: K, value: OtlpSpan[K]) {
  span[key] = value;
}

function readStatus(reader: Reader, span: Draft<OtlpSpan>): void {
  eachField(reader, endOf(reader), (field, wire) => {
    if (field === 2 && wire === WIRE_BYTES) span.statusMessage = reader.string();
    else if (field === 3 && wire === WIRE_VARINT) span.statusCode = reader.int32();
    else return false;
    return true;
  });
}

function keepEvent(events: SpanEvent[], event: SpanEvent): void {
  if (events.length < MAX_EVENTS) events.push(event);
}

function readEvent(reader: Reader): SpanEvent {
  const attributes = new Map<string, AttributeValue>();
  let name = '';
  let timeMs: number | null = null;
  eachField(reader, endOf(reader), (field, wire) => {
    if (field === 1 && wire === WIRE_64) timeMs = readTime(reader);
    else if (field === 2 && wire === WIRE_BYTES) name = reader.string();
    else if (field === 3 && wire === WIRE_BYTES) readPair(reader, attributes);
    else return false;
    return true;
  });
  return { name, timeMs, attributes };
}

/** A KeyValue, into `pairs`. */
function readPair(reader: Reader, pairs: Map<string, AttributeValue>, depth = MAX_DEPTH): void {
  // An empty key is not written.
  let key = '';
  let value: AttributeValue = null;
  eachField(reader, endOf(reader), (field, wire) => {
    if (wire !== WIRE_BYTES || field > 2) return false;
    if (field === 1) key = reader.string();
    else value = readValue(reader, depth);
    return true;
  });
  if (pairs.size < MAX_ATTRIBUTES || pairs.has(key)) pairs.set(key, value);
}

/** An AnyValue; what nests too deep is null, as in JSON. */
function readValue(reader: Reader, depth: number): AttributeValue {
  let value: AttributeValue = null;
  const end = endOf(reader);
  if (depth === 0) {
    reader.pos = end;
    return null;
  }
  eachField(reader, end, (field, wire) => {
    if (field === 1 && wire === WIRE_BYTES) value = reader.string();
    else if (field === 2 && wire === WIRE_VARINT) value = reader.bool();
    else if (field === 3 && wire === WIRE_VARINT) value = Number(reader.int64());
    else if (field === 4 && wire === WIRE_64) value = finite(reader.double());
    else if (field === 5 && wire === WIRE_BYTES) value = readList(reader, depth);
    else if (field === 6 && wire === WIRE_BYTES) value = readMap(reader, depth);
    else if (field === 7 && wire === WIRE_BYTES) value = base64Of(reader.bytes());
    else return false;
    return true;
  });
  return value;
}

function readList(reader: Reader, depth: number): AttributeValue {
  const list: AttributeValue[] = [];
  eachMember(reader, 1, () => list.push(readValue(reader, depth - 1)));
  return list;
}

function readMap(reader: Reader, depth: number): AttributeValue {
  const pairs = new Map<string, AttributeValue>();
  eachMember(reader, 1, () => readPair(reader, pairs, depth - 1));
  return Object.fromEntries(pairs);
}

/** Every member of one repeated field of the message that begins here. */
function eachMember(reader: Reader, wanted: number, read: () => void): void {
  eachField(reader, endOf(reader), (field, wire) => {
    if (field !== wanted || wire !== WIRE_BYTES) return false;
    read();
    return true;
  });
}

/** Every field up to `end`. @throws where the bytes end before the message does */
function eachField(reader: Reader, end: number, on: OnField): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    const at = reader.pos;
    if (!on(tag >>> 3, tag & 7)) {
      reader.pos = at;
      reader.skipType(tag & 7, 0, tag >>> 3);
    }
    if (reader.pos > end) throw new RangeError('a field that ends behind its message');
  }
}

/** Where the message ends whose length stands here. */
function endOf(reader: Reader): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new RangeError('a message that ends behind the bytes');
  return end;
}

/** A fixed64 of nanoseconds; null for 0, which says nothing. */
function readTime(reader: Reader): number | null {
  const at = reader.pos;
  reader.skip(8);
  const { buffer, byteOffset } = reader.buf;
  const nanos = new DataView(buffer, byteOffset + at, 8).getBigUint64(0, true);
  return nanos === 0n ? null : nanosToMs(nanos);
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
