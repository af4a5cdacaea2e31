import { expect, test } from 'vitest';
import { headroomIn } from '../../../probes/openai/headroom.ts';
import { waitIn } from '../../../probes/openai/retry.ts';

const nowMs = Date.parse('2026-11-22T01:00:00Z');

test.each([
  ['20', 20_000],
  ['0', 0],
  ['1.5', 1_500],
  ['20ms', 20],
  ['6m0s', 360_000],
  ['1h2m3.5s', 3_723_500],
  ['33s', 33_000],
  ['Sun, 22 Nov 2026 01:00:30 GMT', 30_000],
  ['2026-11-22T01:01:00Z', 60_000],
  ['2026-11-22T00:00:00Z', 0],
  ['soon', undefined],
  ['-5', undefined],
  ['9'.repeat(40), undefined],
])('"%s" is a wait of %s ms', (text, ms) => {
  expect(waitIn(text, nowMs)).toBe(ms);
});

test('limits of every vendor, and those that say nothing', () => {
  const left = (headers: Record<string, string>) =>
    headroomIn(headers).map(({ name, left: count }) => [name, count]);
  expect(
    left({ 'x-ratelimit-remaining-requests': '7', 'x-ratelimit-limit-requests': '9' }),
  ).toEqual([['requests', 7]]);
  expect(left({ 'anthropic-ratelimit-output-tokens-remaining': '0' })).toEqual([
    ['output tokens', 0],
  ]);
  expect(left({ 'x-ratelimit-api_key-remaining-tokens': '0' })).toEqual([['tokens', 0]]);
  expect(left({ 'x-ratelimit-remaining-tokens': '-1' })).toEqual([['tokens', undefined]]);
  expect(left({ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-limit-tokens': '-1' })).toEqual([
    ['tokens', undefined],
  ]);
  expect(left({ 'ratelimit-remaining': '5', 'x-ratelimit-remaining-images': '5' })).toEqual([]);
});
