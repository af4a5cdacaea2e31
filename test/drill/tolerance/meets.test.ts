import { describe, expect, it } from 'vitest';
import type { JsonValue, Tolerance } from '../../../src/drill/experiment-types.ts';
import { meets } from '../../../src/drill/tolerance/meets.ts';
import type { HttpResult, ProcessResult } from '../../../src/drill/tolerance/result.ts';

const http: HttpResult = {
  kind: 'http',
  status: 200,
  headers: { 'content-type': 'application/json', age: '7' },
  body: {
    status: 'ok',
    checks: [
      { name: 'db', ms: 4 },
      { name: 'cache', ms: 40 },
    ],
  },
};
const process: ProcessResult = {
  kind: 'process',
  status: 3,
  stdout: ' 42\n',
  stderr: 'no such disk',
};
const value = (one: string | number | boolean | null): Tolerance => ({ kind: 'value', value: one });
const range = (low: number, high: number, target: string | null = null): Tolerance => {
  return { kind: 'range', low, high, target };
};
const regex = (pattern: string, target: string | null = null): Tolerance => {
  return { kind: 'regex', pattern, target };
};
const jsonpath = (
  path: string,
  expect?: JsonValue,
  count?: number,
  target: string | null = null,
): Tolerance => {
  return { kind: 'jsonpath', path, expect, count, target };
};

type Row = readonly [string, Tolerance, HttpResult | ProcessResult, boolean];

const rows: readonly Row[] = [
  ['a number is the status', value(200), http, true],
  ['… and nothing else', value(204), http, false],
  ['a number is the exit code', value(3), process, true],
  ['a number is no text', value(42), process, false],
  ['true is success', value(true), http, true],
  ['… of a program too', value(true), process, false],
  ['false is failure', value(false), process, true],
  ['a text is all that was said', value('42'), process, true],
  ['… not a part of it', value('4'), process, false],
  ['null is never there', value(null), http, false],
  ['a sequence holds the status', { kind: 'sequence', values: [200, 204] }, http, true],
  ['… or does not', { kind: 'sequence', values: [0, 2] }, process, false],
  ['a range holds the status', range(200, 299), http, true],
  ['… with its ends', range(3, 3), process, true],
  ['… or does not', range(0, 2), process, false],
  ['a range of what a program says', range(40, 50, 'stdout'), process, true],
  ['… is no range of words', range(0, 100, 'stderr'), process, false],
  ['a pattern in the answer', regex('"status":"ok"'), http, true],
  ['… in what a program says', regex('^ ?4\\d'), process, true],
  ['… in its complaints', regex('no such', 'stderr'), process, true],
  ['… in the headers', regex('application/json', 'headers'), http, true],
  ['… or not', regex('nothing'), http, false],
  ['a part of another kind of result', regex('.', 'stdout'), http, false],
  ['a path that is there', jsonpath('$.checks[0].name'), http, true],
  ['… that is not', jsonpath('$.checks[2]'), http, false],
  ['a path with one value', jsonpath('$.status', 'ok'), http, true],
  ['… that is another', jsonpath('$.status', 'sick'), http, false],
  ['a path with several', jsonpath('$.checks[*].name', ['db', 'cache']), http, true],
  ['… in another order', jsonpath('$.checks[*].name', ['cache', 'db']), http, false],
  ['a path so often', jsonpath('$..ms', undefined, 2), http, true],
  ['… not as often', jsonpath('$..ms', undefined, 3), http, false],
  ['a path of nothing', jsonpath('$.gone', undefined, 0), http, true],
  ['a path into a header', jsonpath('$.age', '7', undefined, 'headers'), http, true],
  ['a path into what is no JSON', jsonpath('$.x', undefined, undefined, 'stderr'), process, false],
  ['a path into what a program says', jsonpath('$', 42), process, true],
];

describe('a tolerance', () => {
  it.each(rows)('%s', (_what, tolerance, result, met) => {
    if (tolerance.kind === 'probe') throw new Error('asked elsewhere');
    const found = meets(tolerance, result);
    expect(found).toMatchObject({ met });
    expect(found.why).toMatch(/\S/);
  });

  it('with a pattern that never ends ends all the same, and is not met', () => {
    const startedMs = performance.now();
    const endless: ProcessResult = { ...process, stdout: `${'a'.repeat(60)}!` };
    const found = meets({ kind: 'regex', pattern: '(a+)+$', target: null }, endless);
    expect(found).toEqual({ met: false, why: 'the pattern did not finish within 50 ms' });
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });

  it('does not repeat more than a line of what it found', () => {
    const long: ProcessResult = { ...process, stdout: 'x'.repeat(100_000) };
    expect(meets({ kind: 'value', value: 'y' }, long).why.length).toBeLessThan(300);
  });
});
