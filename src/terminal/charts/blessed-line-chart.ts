import { PassThrough, Writable } from 'node:stream';
import blessed from 'blessed';
import contrib from 'blessed-contrib';
import { ansiToRows } from '../ansi-rows.ts';
import type { Row } from '../row.ts';
import { type Color, theme } from '../theme.ts';
import { ceilingOf, type DrawLineChart, type LineChart } from './line-chart.ts';

/** The widget keeps columns for a frame that it does not draw here. */
const unusedColumns = 6;
/** Rows under the axis line in which the widget would write labels of the x axis. */
const rowsUnderAxis = 4;
/** Larger than any terminal that weaklink draws on. */
const canvas = { columns: 400, rows: 120 } as const;
/** Axes and labels are drawn in this colour by the widget, and in none by us: see `restyle`. */
const axisColor = 'white';

/** Fewer rows have room for the labels of the ends and the middle. */
const rowsForManyLabels = 9;
/** The widget cuts a line that touches its upper edge. */
const headroom = 1.12;

const screen = offScreen();

/** Draws with blessed-contrib into memory. Loaded on first use: it costs 100 ms and 20 MB. */
export const drawBlessedLineChart: DrawLineChart = (chart) => {
  const ceiling = ceilingOf(chart.series);
  const widget = contrib.line({
    left: 0,
    top: 0,
    width: chart.columns + unusedColumns,
    height: chart.rows + rowsUnderAxis,
    showLegend: false,
    numYLabels: labelSteps(ceiling, chart.rows) * headroom,
    minY: 0,
    maxY: ceiling * headroom,
    style: { line: 'cyan', text: axisColor, baseline: axisColor },
  });
  screen.append(widget);
  try {
    widget.setData(chart.series.map((series) => dataOf(series)));
    screen.render();
    const text = screen.screenshot(0, chart.columns, 0, chart.rows) as unknown as string;
    return ansiToRows(withoutTags(text))
      .slice(0, chart.rows)
      .map((row) => restyle(row, chart));
  } finally {
    screen.remove(widget);
    widget.destroy();
  }
};

/** The widget rounds labels of 1 and more, so their steps are chosen to be whole numbers. */
function labelSteps(ceiling: number, rows: number): number {
  const counts = rows >= rowsForManyLabels ? [5, 4, 3, 2] : [2];
  return counts.find((count) => ceiling < count || Number.isInteger(ceiling / count)) ?? 1;
}

function dataOf(series: LineChart['series'][number]) {
  // A single point is no line.
  const values = series.values.length === 1 ? [...series.values, ...series.values] : series.values;
  return {
    title: series.title,
    // An empty label would be drawn as the word "null".
    x: values.map(() => ' '),
    y: [...values],
    style: { line: lineColor(series.slot) },
  };
}

function lineColor(slot: LineChart['series'][number]['slot']): Color {
  const style = theme[slot];
  return 'color' in style ? style.color : 'blue';
}

/** Colours of the widget → what they mean, so that the theme alone decides about looks. */
function restyle(row: Row, chart: LineChart): Row {
  return row.map(({ text, style }) => {
    const color = typeof style === 'object' ? style.color : undefined;
    if (color === undefined || color === axisColor) return { text, style: 'muted' as const };
    const series = chart.series.find(({ slot }) => lineColor(slot) === color);
    return { text, style: series?.slot ?? style };
  });
}

/** The library leaves its own mark-up in some texts. */
function withoutTags(text: string): string {
  return text.replace(/\{\/?[\w-]*\}/g, '');
}

/**
 * A screen that nobody sees. Creating one hooks the process's signals, exit and exceptions as if
 * it owned the terminal; the hooks are taken off at once, the console has its own.
 */
function offScreen() {
  const before = new Map(
    process.eventNames().map((name) => [name, new Set(process.rawListeners(name))]),
  );
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const output = Object.assign(nowhere, { isTTY: true, ...canvas });
  const created = blessed.screen({
    input: new PassThrough(),
    // The library's types call every stream a Readable.
    output: output as unknown as NodeJS.ReadStream,
    terminal: 'xterm-256color',
    fullUnicode: true,
  });
  for (const name of process.eventNames()) {
    for (const listener of process.rawListeners(name)) {
      if (!before.get(name)?.has(listener)) {
        process.removeListener(name, listener as (...values: unknown[]) => void);
      }
    }
  }
  return created;
}
