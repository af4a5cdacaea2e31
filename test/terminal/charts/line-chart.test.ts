import fc from 'fast-check';
import { expect, test } from 'vitest';
import { axisLabel, ceilingOf } from '../../../src/terminal/charts/line-chart.ts';

const series = (values: readonly number[]) => [{ title: 'a', values, slot: 'ok' as const }];

test('the scale ends at a round number', () => {
  expect(ceilingOf(series([230]))).toBe(300);
  expect(ceilingOf(series([0.4, 3]))).toBe(3);
  expect(ceilingOf(series([0, 0]))).toBe(1);
});

test('no value stands above the scale, and none drowns in it', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (value) => {
      const ceiling = ceilingOf(series([value]));
      expect(ceiling).toBeGreaterThanOrEqual(value * (1 - 1e-9));
      expect(ceiling).toBeLessThanOrEqual(value * 2);
    }),
  );
});

test.each([
  [0, '0'],
  [3, '3'],
  [3.456, '3.5'],
  [150, '150'],
  [9_999.4, '9999'],
  [12_345, '12k'],
])('%d at the axis is %s', (value, label) => {
  expect(axisLabel(value)).toBe(label);
});
