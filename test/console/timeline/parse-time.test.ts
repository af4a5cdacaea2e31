import { expect, test } from 'vitest';
import { parseTime } from '../../../src/console/timeline/parse-time.ts';

const startMs = Date.parse('2026-01-01T22:30:00.000Z');
const span = { startMs, endMs: startMs + 3 * 3_600_000, nowMs: startMs + 600_000 };
const at = (text: string, within: Parameters<typeof parseTime>[1] = span) => {
  const ms = parseTime(text, within);
  return ms === undefined ? undefined : new Date(ms).toISOString();
};

test.each([
  ['5m', '2026-01-01T22:35:00.000Z'],
  ['90s', '2026-01-01T22:31:30.000Z'],
  ['1h10m', '2026-01-01T23:40:00.000Z'],
  [' 500ms ', '2026-01-01T22:30:00.500Z'],
  ['+30s', '2026-01-01T22:40:30.000Z'],
  ['-1m', '2026-01-01T22:39:00.000Z'],
  ['22:45', '2026-01-01T22:45:00.000Z'],
  ['22:45:31', '2026-01-01T22:45:31.000Z'],
  ['22:45:31.25Z', '2026-01-01T22:45:31.250Z'],
  ['2026-01-01T23:00:00Z', '2026-01-01T23:00:00.000Z'],
  ['2026-01-01T23:00', '2026-01-01T23:00:00.000Z'],
  ['2026-01-02T01:00:00+02:00', '2026-01-01T23:00:00.000Z'],
])('%s', (text, expected) => expect(at(text)).toBe(expected));

test('a clock time before the beginning is of the next day, where the recording has one', () => {
  expect(at('00:15')).toBe('2026-01-02T00:15:00.000Z');
  expect(at('00:15', { startMs, endMs: startMs + 600_000 })).toBe('2026-01-01T00:15:00.000Z');
});

test.each([
  '',
  'soon',
  '5',
  '5 m',
  '5m foo',
  '24:00',
  '12:60',
  '12:00:60',
  '2026-13-01T00:00',
  '1h-5m',
])('"%s" is no time', (text) => expect(at(text)).toBeUndefined());

test('without a present nothing counts from it', () => {
  expect(at('+30s', { startMs, endMs: span.endMs })).toBeUndefined();
});
