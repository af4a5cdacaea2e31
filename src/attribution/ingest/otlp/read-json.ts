import { type JsonObject, objectOf } from '../json.ts';
import {
  type Attributes,
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

/**
 * An ExportTraceServiceRequest in OTLP's JSON: ids in hexadecimal, 64-bit numbers as text or numbers,
 * names in lowerCamelCase. What it does not know it ignores, as OTLP wants it.
 *
 * @returns null where the document is no such request
 */
export function spansOfJson(document: unknown): SpanBatch | null {
  const request = objectOf(document);
  if (request === null) return null;
  const { resourceSpans = [] } = request;
  if (!Array.isArray(resourceSpans)) return null;
  const collector = new SpanCollector();
  for (const one of resourceSpans) {
    const resource = attributesOf(objectOf(objectOf(one)?.resource)?.attributes);
    for (const scope of listOf(objectOf(one)?.scopeSpans)) {
      for (const span of listOf(objectOf(scope)?.spans)) {
        const object = objectOf(span);
        if (object === null) collector.reject('a span that is no object');
        else collector.add(spanOf(object, resource));
      }
    }
  }
  return collector.batch();
}

function spanOf(span: JsonObject, resource: Attributes): OtlpSpan {
  const status = objectOf(span.status);
  return {
    traceId: hexOf(span.traceId),
    spanId: hexOf(span.spanId),
    parentSpanId: hexOf(span.parentSpanId),
    name: stringOf(span.name),
    kind: integerOf(span.kind),
    startMs: msOf(span.startTimeUnixNano) ?? Number.NaN,
    endMs: msOf(span.endTimeUnixNano) ?? Number.NaN,
    attributes: attributesOf(span.attributes),
    events: listOf(span.events).slice(0, MAX_EVENTS).flatMap(eventOf),
    statusCode: integerOf(status?.code),
    statusMessage: stringOf(status?.message),
    resource,
  };
}

function eventOf(event: unknown): readonly SpanEvent[] {
  const object = objectOf(event);
  if (object === null) return [];
  const { name, timeUnixNano, attributes } = object;
  return [
    { name: stringOf(name), timeMs: msOf(timeUnixNano), attributes: attributesOf(attributes) },
  ];
}

function attributesOf(list: unknown): Attributes {
  const attributes = new Map<string, AttributeValue>();
  for (const pair of listOf(list).slice(0, MAX_ATTRIBUTES)) {
    const { key, value } = objectOf(pair) ?? {};
    if (typeof key === 'string') attributes.set(key, anyValueOf(value, MAX_DEPTH));
  }
  return attributes;
}

/** One of AnyValue's members; null where it has none, or nests too deep. */
function anyValueOf(value: unknown, depth: number): AttributeValue {
  const any = objectOf(value);
  if (any === null || depth === 0) return null;
  const { stringValue, boolValue, intValue, doubleValue, bytesValue, arrayValue, kvlistValue } =
    any;
  if (typeof stringValue === 'string') return stringValue;
  if (typeof boolValue === 'boolean') return boolValue;
  if (intValue !== undefined) return numberValue(intValue);
  if (doubleValue !== undefined) return numberValue(doubleValue);
  if (typeof bytesValue === 'string') return bytesValue;
  const values = objectOf(arrayValue)?.values;
  if (Array.isArray(values)) return values.map((one) => anyValueOf(one, depth - 1));
  const pairs = objectOf(kvlistValue)?.values;
  if (!Array.isArray(pairs)) return null;
  return Object.fromEntries(
    pairs.slice(0, MAX_ATTRIBUTES).flatMap((pair) => {
      const { key, value: member } = objectOf(pair) ?? {};
      return typeof key === 'string' ? [[key, anyValueOf(member, depth - 1)] as const] : [];
    }),
  );
}

function numberValue(value: unknown): number | null {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

function msOf(nanos: unknown): number | null {
  if (typeof nanos === 'string' && /^\d{1,20}$/.test(nanos)) return nanosToMs(BigInt(nanos));
  return typeof nanos === 'number' && nanos > 0 ? nanos / 1e6 : null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function hexOf(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function integerOf(value: unknown): number {
  return Number.isInteger(value) ? Number(value) : 0;
}
