import { describe, expect, test } from 'vitest';
import { prometheusProbe } from '../../../probes/prometheus/index.ts';
import { problemOfQuery, quotedAnyOf, selectorsOf } from '../../../probes/prometheus/promql.ts';

const url = 'http://prometheus.test:9090';
const parse = (options: object) => prometheusProbe.options.safeParse({ url, ...options });

describe('a query that is certainly wrong is refused before anybody is asked', () => {
  test.each([
    ['', 'is empty'],
    ['sum(rate(x[5m])', 'has a "(" that is not closed'],
    ['sum(x))', 'has a ")" that closes nothing'],
    ['x{a="b}', 'has a quote that is not closed: "'],
    ['x{a="b"]', 'has a "]" that closes nothing'],
    ['a / ', 'ends where something must follow'],
    ['a and', 'ends where something must follow'],
    ['x[5m]', 'gives a range of samples'],
    ['x{a="]"}[5m] offset 1h', 'gives a range of samples'],
  ])('%s', (query, problem) => {
    expect(problemOfQuery(query)).toContain(problem);
    expect(parse({ measures: [{ name: 'm', query, unit: 's' }] }).success).toBe(false);
  });

  test.each([
    'up',
    'sum by (le) (rate(x_bucket{path=~"/v1/.*(a|b)[0-9]"}[5m]))',
    `x{a='it"s'} or vector(0) # a comment with (`,
    'max_over_time(x[1h:5m])',
    'vllm:num_requests_waiting offset 5m',
    '-x ^ 2 >= bool 1',
  ])('and %s is not', (query) => {
    expect(problemOfQuery(query)).toBeUndefined();
  });
});

test('the samples behind a query are those of its selectors', () => {
  expect(selectorsOf('up')).toEqual(['up']);
  expect(selectorsOf(' x{a="}"} ')).toEqual(['x{a="}"}']);
  expect(selectorsOf('rate(a{b="c"}[5m]) / rate(d[5m])')).toEqual(['a{b="c"}', 'd']);
  expect(selectorsOf('sum(x)')).toEqual([]);
});

test('names of jobs stand in a query as themselves', () => {
  expect(quotedAnyOf(['a.b', 'c"d'])).toBe(String.raw`"a\\.b|c\"d"`);
});

test('a look that asks for nothing, or the same name twice, is a mistake', () => {
  expect(parse({}).success).toBe(false);
  expect(parse({ server: true }).success).toBe(true);
  const one = { name: 'm', query: 'up', unit: 's' };
  expect(parse({ measures: [one, one] }).success).toBe(false);
  expect(parse({ measures: [{ ...one, limits: {} }] }).success).toBe(false);
  expect(parse({ measures: [{ ...one, limits: { least: 2, most: 1 } }] }).success).toBe(false);
  expect(parse({ measures: [{ ...one, books: 'price' }] }).success).toBe(false);
  expect(parse({ measures: [{ ...one, books: 'price', limits: { least: 1 } }] }).success).toBe(
    true,
  );
  expect(parse({ server: true, headers: { authorization: 'Bearer abcdef' } }).success).toBe(false);
});

test('the command asks what the look asks first', () => {
  const command = (options: object) => {
    const parsed = prometheusProbe.options.parse({ url, ...options });
    return prometheusProbe.command(parsed);
  };
  const headers = { authorization: 'Bearer env:TOKEN' };
  const measures = [{ name: 'm', query: 'sum(x)', unit: 's' }];
  expect(command({ measures, headers })).toBe(
    `curl -sS -H "authorization: Bearer $TOKEN" 'http://prometheus.test:9090/api/v1/query?query=sum%28x%29'`,
  );
  expect(command({ alerts: {} })).toBe('curl -sS http://prometheus.test:9090/api/v1/alerts');
  expect(command({ server: true })).toBe('curl -sS http://prometheus.test:9090/-/ready');
});

test('is never inferred, and takes an address', () => {
  const link = {
    id: 'l',
    kind: 'service',
    needs: [],
    labels: {},
    probes: [],
    address: url,
  } as const;
  expect(prometheusProbe.infer(link)).toBeNull();
  expect(prometheusProbe.fromTarget(url)).toMatchObject({ url, server: true });
  expect(() => prometheusProbe.fromTarget('prometheus')).toThrow(/web address/);
});
