import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { spansOfJson } from '../../../../src/attribution/ingest/otlp/read-json.ts';
import { spansOfProtobuf } from '../../../../src/attribution/ingest/otlp/read-protobuf.ts';

/** The parts of opentelemetry-proto that we read, to write requests with another program than ours. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3;
    double double_value = 4; ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7; } }
  message ArrayValue { repeated AnyValue values = 1; }
  message KeyValueList { repeated KeyValue values = 1; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
  message Status { string message = 2; int32 code = 3; }
  message Span { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4;
    string name = 5; int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9; uint32 dropped_attributes_count = 10; repeated Event events = 11;
    Status status = 15; fixed32 flags = 16; }
  message ScopeSpans { repeated Span spans = 2; string schema_url = 3; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
  message Request { repeated ResourceSpans resource_spans = 1; }
`);
const Request = root.lookupType('Request');

/** OTLP's JSON → protobuf: ids and bytes are the only ones that are written otherwise. */
function protobufOf(request: unknown): Uint8Array {
  const plain = JSON.parse(JSON.stringify(request), (key, value) =>
    /^(?:traceId|spanId|parentSpanId)$/.test(key)
      ? Buffer.from(value, 'hex').toString('base64')
      : value,
  ) as Record<string, unknown>;
  return Request.encode(Request.fromObject(plain)).finish();
}

const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const { any } = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text.map((stringValue) => ({ stringValue })),
    fc.boolean().map((boolValue) => ({ boolValue })),
    fc.maxSafeInteger().map((intValue) => ({ intValue: String(intValue) })),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((doubleValue) => ({ doubleValue })),
    fc.uint8Array({ maxLength: 5 }).map((bytes) => ({
      bytesValue: Buffer.from(bytes).toString('base64'),
    })),
    fc.array(tie('any'), { maxLength: 3 }).map((values) => ({ arrayValue: { values } })),
    fc
      .array(fc.record({ key: text, value: tie('any') }), { maxLength: 3 })
      .map((values) => ({ kvlistValue: { values } })),
  ),
}));
const attributes = fc.array(fc.record({ key: text, value: any }), { maxLength: 5 });
const hex = (digits: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`));
const nanos = fc.bigInt({ min: 1n, max: 2n ** 62n }).map(String);
const span = fc.record({
  traceId: hex(32),
  spanId: hex(16),
  parentSpanId: fc.oneof(fc.constant(''), hex(16)),
  name: text,
  kind: fc.nat(5),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes,
  events: fc.array(fc.record({ name: text, timeUnixNano: nanos, attributes }), { maxLength: 2 }),
  status: fc.record({ code: fc.nat(2), message: text }),
  flags: fc.nat(100),
});
const request = fc.record({
  resourceSpans: fc.array(
    fc.record({
      resource: fc.record({ attributes }),
      scopeSpans: fc.array(fc.record({ spans: fc.array(span, { maxLength: 3 }) }), {
        maxLength: 2,
      }),
      schemaUrl: text,
    }),
    { maxLength: 2 },
  ),
});

describe('the readers of OTLP', () => {
  it('read the same from JSON and from protobuf', () => {
    fc.assert(
      fc.property(request, (one) => {
        expect(spansOfProtobuf(protobufOf(one))).toEqual(spansOfJson(one));
      }),
      { numRuns: 500 },
    );
  });

  it('never throw, whatever is sent', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.jsonValue(), (bytes, json) => {
        spansOfProtobuf(bytes);
        spansOfJson(json);
        spansOfJson({ resourceSpans: json });
        spansOfJson({ resourceSpans: [{ scopeSpans: [{ spans: [json] }] }] });
      }),
      { numRuns: 2_000 },
    );
  });

  it('never throw when a request is cut off or a byte is wrong', () => {
    fc.assert(
      fc.property(request, fc.nat(), fc.nat(255), (one, place, byte) => {
        const bytes = Uint8Array.from(protobufOf(one));
        spansOfProtobuf(bytes.subarray(0, place % (bytes.length + 1)));
        if (bytes.length > 0) bytes[place % bytes.length] = byte;
        spansOfProtobuf(bytes);
      }),
      { numRuns: 500 },
    );
  });

  it('end where values nest without end', () => {
    const deep = Array.from({ length: 10_000 }).reduce<unknown>(
      (value) => ({ arrayValue: { values: [value] } }),
      { stringValue: 'x' },
    );
    const spans = [{ attributes: [{ key: 'deep', value: deep }] }];
    expect(spansOfJson({ resourceSpans: [{ scopeSpans: [{ spans }] }] })?.rejected).toBe(1);
    const { Writer } = protobuf;
    let value = Writer.create().uint32(10).string('x').finish();
    for (let depth = 0; depth < 2_000; depth += 1) {
      const list = Writer.create().uint32(10).bytes(value).finish();
      value = Writer.create().uint32(42).bytes(list).finish();
    }
    const pair = Writer.create().uint32(18).bytes(value).finish();
    const resource = Writer.create().uint32(10).bytes(pair).finish();
    const one = Writer.create().uint32(10).bytes(resource).finish();
    expect(spansOfProtobuf(Writer.create().uint32(10).bytes(one).finish())).toMatchObject({
      spans: [],
    });
  });
});
