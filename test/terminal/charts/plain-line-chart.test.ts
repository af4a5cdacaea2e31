import { expect, test } from 'vitest';
import { drawPlainLineChart } from '../../../src/terminal/charts/plain-line-chart.ts';
import { glyphSets } from '../../../src/terminal/glyphs.ts';
import { rowText, rowWidth } from '../../../src/terminal/row.ts';

function draw(values: readonly number[], options: { columns?: number; rows?: number } = {}) {
  const { columns = 16, rows = 4 } = options;
  return drawPlainLineChart({
    series: [{ title: 'latency', values, slot: 'ok' }],
    columns,
    rows,
    unit: 'ms',
    glyphs: glyphSets.ascii,
  });
}

test('draws columns over an axis that says its unit and its end', () => {
  expect(draw([0, 25, 50, 75, 100]).map(rowText)).toEqual([
    '  100 |    %',
    '      |   %%',
    '      |  %%%',
    '   ms |_%%%%',
  ]);
});

test('shows the newest values, and stays in its place', () => {
  const rows = draw(
    Array.from({ length: 500 }, (_, index) => index),
    { columns: 30, rows: 6 },
  );

  expect(rows).toHaveLength(6);
  expect(Math.max(...rows.map(rowWidth))).toBe(30);
});

test('is ASCII alone with the ASCII signs', () => {
  expect(draw([1, 5, 2]).map(rowText).join('')).toMatch(/^[ -~]*$/);
});
