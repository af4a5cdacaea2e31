import { describe, expect, test } from 'vitest';
import { layout, shareRows, windowStart } from '../../src/console/layout.ts';

describe.each([60, 71, 72, 80, 99, 100, 120, 132, 159, 160, 200, 300])('%i columns', (columns) => {
  test('the table fills the width and no more', () => {
    const widths = Object.values(layout(columns, 24).table).filter((width) => width > 0);

    // The pointer at the left, the gaps between, and one free cell at the right.
    expect(widths.reduce((sum, width) => sum + width, 0) + widths.length - 1 + 2).toBe(columns);
    expect(layout(columns, 24).table.seen).toBeGreaterThanOrEqual(15);
  });
});

test('further columns come with the width', () => {
  const shown = (columns: number) =>
    Object.entries(layout(columns, 24).table)
      .filter(([, width]) => width > 0)
      .map(([name]) => name);

  expect(shown(60)).not.toContain('from');
  expect(shown(80)).toEqual(['link', 'state', 'latency', 'age', 'from', 'seen']);
  expect(shown(120)).toContain('trend');
  expect(shown(200)).toEqual(expect.arrayContaining(['trend', 'kind', 'why']));
});

test.each([
  [59, 24, false],
  [60, 14, false],
  [60, 15, true],
  [300, 80, true],
])('%i × %i is usable: %s', (columns, rows, usable) => {
  expect(layout(columns, rows).usable).toBe(usable);
});

test('at 80×24 twelve links, their head, two rules and two lines of news stand under the bar', () => {
  const place = layout(80, 24);

  expect(shareRows(place, 12, true)).toEqual({ table: 12, evidence: 0, news: 2, rules: true });
  expect(place.bar.rows + 1 + 12 + 2 + 2).toBe(place.bodyRows);
});

test('at 60×15 the table gets what there is', () => {
  const place = layout(60, 15);

  expect(shareRows(place, 12, true)).toEqual({ table: 9, evidence: 0, news: 0, rules: false });
});

test('a long chain leaves the news their two lines', () => {
  expect(shareRows(layout(80, 24), 2_000, true)).toMatchObject({ table: 12, news: 2 });
});

test('evidence comes where there is room for it and for the news', () => {
  expect(shareRows(layout(120, 40), 12, true).evidence).toBeGreaterThan(4);
  expect(shareRows(layout(120, 40), 12, false).evidence).toBe(0);
});

test('the parts never need more rows than there are', () => {
  for (let rows = 15; rows <= 80; rows += 1) {
    for (const links of [0, 1, 12, 40, 2_000]) {
      const place = layout(80, rows);
      const { table, evidence, news, rules } = shareRows(place, links, true);
      const used = place.bar.rows + (rules ? 2 : 0) + 1 + table + evidence + news;
      expect(used).toBeLessThanOrEqual(place.bodyRows);
    }
  }
});

test('the window follows the selection, and stops at both ends', () => {
  expect(windowStart(0, 10, 100)).toBe(0);
  expect(windowStart(50, 10, 100)).toBe(45);
  expect(windowStart(99, 10, 100)).toBe(90);
  expect(windowStart(3, 10, 5)).toBe(0);
});
