import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OtlpSpan } from '../../../../src/attribution/ingest/otlp/span.ts';
import { Traces } from '../../../../src/attribution/ingest/otlp/traces.ts';
import { context } from '../context.ts';
import { chat, span } from './spans.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

/** Any spans of one trace: parents that are missing, later, or in a circle among them. */
const trace: fc.Arbitrary<readonly OtlpSpan[]> = fc
  .tuple(
    ...ids.map((id) =>
      fc.record({
        id: fc.constant(id),
        parent: fc.constantFrom('', ...ids, 'missing'),
        from: fc.constantFrom(0, 10, 20, 500),
        lasts: fc.constantFrom(0, 5, 100),
        service: fc.constantFrom('app', 'gateway', 'vllm'),
        kind: fc.constantFrom('client' as const, 'server' as const, 'internal' as const),
        asks: fc.boolean(),
        error: fc.constantFrom(undefined, '429', 'cancelled'),
      }),
    ),
  )
  .map((spans) =>
    spans.map(({ asks, error, lasts, ...said }) => {
      const whole = { ...said, to: said.from + lasts, ...(error === undefined ? {} : { error }) };
      return asks ? chat(whole) : span(whole);
    }),
  );

function read(spans: readonly OtlpSpan[], pieces: number) {
  const traces = new Traces(context());
  for (let at = 0; at < spans.length; at += pieces) traces.take(spans.slice(at, at + pieces), at);
  return [...traces.flush()].sort((a, b) => (a.attempt < b.attempt ? -1 : 1));
}

it('reads the same from spans in any order and in any pieces', () => {
  const twoOrders = trace.chain((spans) =>
    fc.tuple(
      fc.constant(spans),
      fc.shuffledSubarray([...spans], { minLength: spans.length }),
      fc.integer({ min: 1, max: 7 }),
    ),
  );
  fc.assert(
    fc.property(twoOrders, ([spans, shuffled, pieces]) => {
      expect(read(shuffled, pieces)).toEqual(read(spans, 7));
    }),
    { numRuns: 1_000 },
  );
});

it('names each attempt once, and no span that asks is lost unless one inside it asks', () => {
  fc.assert(
    fc.property(trace, (spans) => {
      const found = read(spans, 7);
      expect(new Set(found.map(({ attempt }) => attempt)).size).toBe(found.length);
      for (const { path, durationMs } of found) {
        expect(durationMs).toBeGreaterThanOrEqual(0);
        for (const hop of path) expect(hop.ms).toBeGreaterThanOrEqual(0);
      }
      const asking = spans.filter(({ attributes }) => attributes.has('gen_ai.operation.name'));
      const parents = new Set(spans.map(({ parentSpanId }) => parentSpanId));
      const leaves = asking.filter(({ spanId }) => !parents.has(spanId));
      expect(found.length).toBeGreaterThanOrEqual(leaves.length);
      expect(found.length).toBeLessThanOrEqual(asking.length);
    }),
    { numRuns: 1_000 },
  );
});
