import { expect, test } from 'vitest';
import { glyphSets } from '../../../src/terminal/glyphs.ts';
import { rowText, rowWidth } from '../../../src/terminal/row.ts';

const listeners = () =>
  Object.fromEntries(process.eventNames().map((name) => [name, process.listenerCount(name)]));

const before = listeners();
const { drawBlessedLineChart } = await import('../../../src/terminal/charts/blessed-line-chart.ts');

const wave = Array.from({ length: 60 }, (_, index) => 100 + 50 * Math.sin(index / 6));

function draw(values: readonly number[], columns = 60, rows = 8) {
  return drawBlessedLineChart({
    series: [{ title: 'latency', values, slot: 'ok' }],
    columns,
    rows,
    unit: 'ms',
    glyphs: glyphSets.unicode,
  });
}

test('draws a line in braille over an axis, in looks of our own', () => {
  const rows = draw(wave);

  const text = rows.map(rowText).join('\n');
  expect(rows).toHaveLength(8);
  expect(Math.max(...rows.map(rowWidth))).toBeLessThanOrEqual(60);
  expect(text).toMatch(/[⠁-⣿]{5}/);
  expect(text).toContain('0');
  expect(text).not.toContain('null');
  const styles = new Set(rows.flat().map(({ style }) => JSON.stringify(style)));
  expect([...styles].toSorted()).toEqual(['"muted"', '"ok"']);
});

test('leaves no hook in the process, neither of signals nor of its exit', () => {
  draw(wave);

  expect(listeners()).toEqual(before);
});

test('holds no control sequence', () => {
  expect(
    draw(wave)
      .flat()
      .map(({ text }) => text)
      .join(''),
  ).not.toMatch(/\p{Cc}/u);
});

test('a chart follows its data and its size', () => {
  const flat = draw([5, 5, 5, 5]).map(rowText).join('\n');
  const steep = draw([0, 5, 0, 5]).map(rowText).join('\n');

  expect(flat).not.toBe(steep);
  expect(draw(wave, 100, 12)).toHaveLength(12);
  expect(draw(wave, 30, 5)).toHaveLength(5);
});

test.each([[[5]], [[0, 0, 0]], [[1e9, 1]], [[0.001, 0.002]]])('draws %j', (values) => {
  expect(draw(values)).toHaveLength(8);
});

test('labels are round numbers, up to the end of the scale', () => {
  const labels = (values: readonly number[], rows: number) =>
    draw(values, 60, rows)
      .map(rowText)
      .flatMap((text) => text.match(/^ *[\d.]+(?=\s*[⠁-⣿])/)?.[0].trim() ?? []);

  expect(labels([1_900, 2], 12)).toEqual(['2000', '1600', '1200', '800', '400', '0']);
  expect(labels([1_900, 2], 6)).toEqual(['2000', '1000', '0']);
  expect(labels([4, 5], 12)).toEqual(['5', '4', '3', '2', '1', '0']);
  expect(labels([0.9, 0.1], 6)).toEqual(['1.00', '0.50', '0']);
});

test('a line at the end of the scale is still drawn', () => {
  expect(rowText(draw([2_000, 2_000, 2_000], 60, 8)[0] ?? [])).toMatch(/[⠁-⣿]{20}/);
});

test('two series stay apart', () => {
  const rows = drawBlessedLineChart({
    series: [
      { title: 'a', values: [1, 1, 1, 1], slot: 'ok' },
      { title: 'b', values: [9, 9, 9, 9], slot: 'warn' },
    ],
    columns: 40,
    rows: 8,
    unit: 'ms',
    glyphs: glyphSets.unicode,
  });

  const styles = new Set(rows.flat().map(({ style }) => style));
  expect(styles.has('ok') && styles.has('warn')).toBe(true);
});
