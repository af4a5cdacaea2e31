import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantMs } from '../../src/platform/instant.ts';

test('reads every instant as the standard reader does', () => {
  const anyDate = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') });
  fc.assert(
    fc.property(anyDate, (date) => {
      expect(instantMs(date.toISOString())).toBe(date.getTime());
    }),
  );
});

test.each([
  '2026-11-21T24:00:00.000Z',
  '2026-11-21T23:60:00.000Z',
  '2026-11-21T23:59:60.000Z',
  '2026-13-21T03:14:02.311Z',
  '2026-11-21T0a:14:02.311Z',
  '2026-11-21T03:14:02.3x1Z',
  '2026-11-21T03:14:02Z',
  '2026-11-21T03:14:02.311+01:00',
  '2026-11-21',
  'soon',
  '',
])('reads %j as the standard reader does, too', (text) => {
  expect(instantMs(text)).toEqual(Date.parse(text));
  // Whatever day was read before.
  expect(instantMs('2024-02-29T12:00:00.001Z')).toBe(Date.UTC(2024, 1, 29, 12, 0, 0, 1));
});
