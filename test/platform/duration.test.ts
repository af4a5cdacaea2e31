import { describe, expect, it } from 'vitest';
import { formatDuration, parseDurationMs, requireDurationMs } from '../../src/platform/duration.ts';

describe('parseDurationMs', () => {
  it.each([
    ['500ms', 500],
    ['1.5s', 1_500],
    [' 30s ', 30_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
    ['0s', 0],
  ])('reads %s', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  it.each(['', '5', 's', '-1s', '1 s', '1e3s', '5 minutes', '1s1s', `${'9'.repeat(400)}d`])(
    'does not take %s for a duration',
    (text) => {
      expect(parseDurationMs(text)).toBeUndefined();
    },
  );
});

describe('requireDurationMs', () => {
  it('names the option and what may be written', () => {
    expect(requireDurationMs('2s', '--for')).toBe(2_000);
    for (const text of ['soon', '0s']) {
      expect(() => requireDurationMs(text, '--for')).toThrow(
        expect.objectContaining({
          code: 'E_DURATION',
          message: `--for: "${text}" is not a duration`,
          hint: expect.stringContaining('500ms'),
        }),
      );
    }
  });
});

describe('formatDuration', () => {
  it.each([
    [850.4, '850 ms'],
    [12_000, '12 s'],
    [89_000, '89 s'],
    [4 * 60_000, '4 m'],
    [3 * 3_600_000, '3 h'],
    [41 * 86_400_000, '41 d'],
    [Number.NaN, '?'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
