import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions, isInRange } from '../../src/policy/version-range.ts';

test.each([
  ['550.54.15', '>=550.54 <600', true],
  ['550.54', '>=550.54.1', false],
  ['535.104.05', '>=550', false],
  ['600', '<600', false],
  ['12.4', '12.4', true],
  ['12.4.0', '=12.4', true],
  ['12.10', '>12.4', true],
  ['580.95.05-server', '>=580 <=580.95.5', true],
  ['none', '>=1', null],
])('%s in %s: %s', (version, range, inside) => {
  expect(isInRange(version, range)).toBe(inside);
});

test('versions are in a total order', () => {
  const version = fc.array(fc.nat(999), { minLength: 1, maxLength: 4 }).map((all) => all.join('.'));
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
      expect(isInRange(a, `>=${b}`)).toBe(!isInRange(a, `<${b}`));
    }),
  );
});
