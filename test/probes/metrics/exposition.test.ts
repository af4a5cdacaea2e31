import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_SAMPLES, readExposition } from '../../../probes/metrics/exposition.ts';
import { sharedFolder } from '../../support/shared-folder.ts';

const one = (line: string) => readExposition(`${line}\n`).samples[0];
const labelsOf = (line: string) => Object.fromEntries(one(line)?.labels ?? []);

describe('a sample', () => {
  test.each<[string, string, number]>([
    ['up 1', 'up', 1],
    ['up{} 0', 'up', 0],
    ['  vllm:num_requests_running{model="m"}\t3.5 ', 'vllm:num_requests_running', 3.5],
    ['x -1.5e-3', 'x', -0.0015],
    ['x +Inf', 'x', Number.POSITIVE_INFINITY],
    ['x -Inf', 'x', Number.NEGATIVE_INFINITY],
    ['x NaN', 'x', Number.NaN],
    ['{"a.b",l="1"} 2', 'a.b', 2],
  ])('%s', (line, name, value) => {
    expect(one(line)).toMatchObject({ name, value, timestampMs: null });
  });

  test('its labels, escaped and odd', () => {
    expect(labelsOf(String.raw`x{a="b\"c\\d\ne" , b="{,}=#" ,} 1`)).toEqual({
      a: 'b"c\\d\ne',
      b: '{,}=#',
    });
    expect(labelsOf('x{"any name"="1"} 1')).toEqual({ 'any name': '1' });
    expect(one('x{__proto__="1"} 1')?.labels.get('__proto__')).toBe('1');
  });

  test('when it was measured: milliseconds, and seconds in OpenMetrics', () => {
    expect(one('x 1 1395066363000')?.timestampMs).toBe(1_395_066_363_000);
    expect(readExposition('x 1 1395066363.5\n# EOF\n').samples[0]?.timestampMs).toBe(
      1_395_066_363_500,
    );
  });

  test('its exemplar does no harm', () => {
    expect(one('x_bucket{le="1"} 11 # {trace_id="a b"} 0.67 1.5')).toMatchObject({ value: 11 });
  });
});

test.each([
  ['x', 'it has no value'],
  ['x{a="1"', 'its labels are malformed'],
  ['x{a="1} 2', 'a label has no value'],
  ['x{a} 2', 'a label has no value'],
  ['x{a="1",a="2"} 2', 'a label stands twice'],
  ['x 1 soon', 'its timestamp is no number'],
  ['x 1 2 3', 'something follows its value'],
  ['x 0x10', 'it has no value'],
  ['11441', 'it has no name'],
  ['<html>', 'it has no name'],
])('%s is listed: %s', (line, why) => {
  const { samples, unread } = readExposition(`up 1\n${line}\nup 2\n`);
  expect(samples.map(({ value }) => value)).toEqual([1, 2]);
  expect(unread).toEqual([{ line: 2, why, text: line }]);
});

test('comments tell of families', () => {
  const text =
    '# HELP a words\\nmore\n# TYPE a counter\n# UNIT a seconds\n# a word\n#\n# TYPE "b.c" gauge\n';
  expect(Object.fromEntries(readExposition(text).families)).toEqual({
    a: { type: 'counter', help: 'words\nmore', unit: 'seconds' },
    'b.c': { type: 'gauge', help: null, unit: null },
  });
});

test('lines of Windows, and a last line without its end', () => {
  expect(readExposition('a 1\r\nb 2').samples.map(({ name, value }) => [name, value])).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
});

test('keeps within its limits', () => {
  const { samples, dropped } = readExposition('x 1\n'.repeat(MAX_SAMPLES + 5));
  expect([samples.length, dropped]).toEqual([MAX_SAMPLES, 5]);
  const bad = readExposition('?\n'.repeat(500));
  expect([bad.unread.length, bad.dropped]).toEqual([100, 400]);
});

test('gives back any labels and value that were written', () => {
  const escaped = (text: string) =>
    text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  const label = fc.tuple(fc.stringMatching(/^[a-z_]\w{0,8}$/), fc.string({ unit: 'binary' }));
  const labels = fc.uniqueArray(label, { selector: ([name]) => name, maxLength: 5 });
  fc.assert(
    fc.property(labels, fc.double({ noNaN: true }), (pairs, value) => {
      const clean = pairs.map(([name, text]) => [name, text.replaceAll('\r', '')] as const);
      const inner = clean.map(([name, text]) => `${name}="${escaped(text)}"`).join(',');
      const number = Number.isFinite(value) ? `${value}` : value > 0 ? '+Inf' : '-Inf';
      const sample = one(`x{${inner}} ${number}`);
      expect([...(sample?.labels ?? [])]).toEqual(clean);
      expect(sample?.value === value).toBe(true);
    }),
  );
});

test('never throws', () => {
  const piece = fc.constantFrom('x', '{', '}', '"', '\\', ',', '=', ' ', '\n', '#', '1', 'NaN');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      readExposition(pieces.join(''));
    }),
  );
});

const folder = sharedFolder('captures');
const pages =
  folder === null
    ? []
    : readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /\.metrics$/.test(name),
      );

test.skipIf(pages.length === 0)('real pages (../shared/captures): no line is lost', () => {
  for (const page of pages) {
    const text = readFileSync(join(folder ?? '', page), 'utf8');
    const lines = text.split('\n').filter((line) => /^[^#\s]/.test(line));
    const { samples, unread } = readExposition(text);
    expect(unread, page).toEqual([]);
    expect(samples.length, page).toBe(lines.length);
  }
});
