import { expect, test } from 'vitest';
import { createCharts } from '../../../src/terminal/charts/charts.ts';
import { glyphSets } from '../../../src/terminal/glyphs.ts';
import { rowText } from '../../../src/terminal/row.ts';

const chart = {
  series: [{ title: 'latency', values: [1, 5, 2, 8, 3, 9], slot: 'ok' }],
  columns: 40,
  rows: 6,
  unit: 'ms',
  glyphs: glyphSets.unicode,
} as const;

const text = (rows: readonly (readonly { text: string }[])[]) =>
  rows.map((row) => rowText(row as never)).join('\n');

test('draws at once with our own chart, and with the library once it is loaded', async () => {
  let charts = createCharts({ unicode: true }, () => {});
  const loaded = new Promise<void>((resolve) => {
    charts = createCharts({ unicode: true }, resolve);
  });

  expect(text(charts.drawLine(chart))).toContain('█');
  await loaded;

  expect(text(charts.drawLine(chart))).toMatch(/[⠁-⣿]/);
});

test('without Unicode the library is not even loaded', () => {
  const charts = createCharts({ unicode: false }, () => {
    throw new Error('nothing was to be loaded');
  });

  expect(text(charts.drawLine({ ...chart, glyphs: glyphSets.ascii }))).toMatch(/^[\n -~]*$/);
});

test('where there is too little room our own chart draws', () => {
  const charts = createCharts({ unicode: true }, () => {
    throw new Error('nothing was to be loaded');
  });

  expect(charts.drawLine({ ...chart, columns: 20 })).toHaveLength(6);
});
