import { describe, expect, it } from 'vitest';
import { serverMeasures } from '../../../probes/network/server-times.ts';

const read = (headers: Record<string, string>, waitMs = 1_000) =>
  Object.fromEntries(
    serverMeasures(headers, { wait: waitMs }).map(({ name, value, unit }) => [
      name,
      `${value} ${unit}`,
    ]),
  );

describe('what an answer says of its own time', () => {
  it.each([
    [{ 'server-timing': 'total;dur=812.5, upstream;dur=800' }, '812.5 ms', '800 ms'],
    [{ 'server-timing': 'cfEdge;dur=5,cfOrigin;dur=44' }, '49 ms', '44 ms'],
    [{ 'server-timing': 'total;desc="a, b;dur=3";dur=12' }, '12 ms', undefined],
    [{ 'x-envoy-upstream-service-time': '700' }, undefined, '700 ms'],
    [{ 'x-kong-upstream-latency': '700', 'x-kong-proxy-latency': '9' }, '709 ms', '700 ms'],
    [
      { 'x-litellm-response-duration-ms': '500.5', 'x-litellm-overhead-duration-ms': '20.5' },
      '500.5 ms',
      '480 ms',
    ],
    [{ 'openai-processing-ms': '310' }, '310 ms', undefined],
    [{ 'x-response-time': '12.345ms' }, '12.35 ms', undefined],
    [{ 'x-process-time': '0.25' }, '250 ms', undefined],
    [{ 'x-runtime': '0.031' }, '31 ms', undefined],
  ])('is read from %o', (headers, server, upstream) => {
    expect(read(headers)).toEqual({
      ...(server ? { 'http.server': server } : {}),
      ...(upstream ? { 'http.upstream': upstream } : {}),
    });
  });

  it.each([
    ['longer than the whole wait was', { 'x-process-time': '8.5' }],
    ['no number', { 'x-response-time': 'fast' }],
    ['negative', { 'x-response-time': '-5' }],
    ['a list', { 'x-envoy-upstream-service-time': '5, 7' }],
    ['a number in another notation', { 'openai-processing-ms': '1e2' }],
    ['a part of unknown meaning', { 'server-timing': 'db;dur=53, app;dur=47' }],
    ['a metric without a duration', { 'server-timing': 'total, miss;desc="x"' }],
    ['an inherited name', { 'server-timing': 'constructor;dur=5' }],
    ['broken off', { 'server-timing': 'total;desc="never closed;dur=5' }],
  ])('is left out where it is %s', (_why, headers) => {
    expect(read(headers)).toEqual({});
  });

  it('leaves out a total of another hop: shorter than the wait for those behind', () => {
    expect(read({ 'x-process-time': '0.02', 'x-envoy-upstream-service-time': '700' })).toEqual({
      'http.upstream': '700 ms',
    });
  });

  it('takes the longest of one part: an outer hop contains the inner one', () => {
    expect(read({ 'server-timing': 'total;dur=20, total;dur=90' })).toEqual({
      'http.server': '90 ms',
    });
  });

  it('reads a hostile header in linear time', () => {
    const startedMs = performance.now();
    read({ 'server-timing': `a${' ;b=c'.repeat(5_000)}!` });
    read({ 'server-timing': `a;dur="${'\\'.repeat(20_000)}` });
    expect(performance.now() - startedMs).toBeLessThan(200);
  });
});
