import type { Glyphs } from '../glyphs.ts';
import type { Row } from '../row.ts';
import type { Slot } from '../theme.ts';

export interface LineSeries {
  readonly title: string;
  /** Oldest first, evenly spaced. */
  readonly values: readonly number[];
  readonly slot: Slot;
}

export interface LineChart {
  /** At least one, all of one length. */
  readonly series: readonly LineSeries[];
  readonly columns: number;
  readonly rows: number;
  /** Written at the axis: `ms`, `%`. */
  readonly unit: string;
  readonly glyphs: Glyphs;
}

/** Draws exactly `chart.rows` rows of at most `chart.columns` cells. */
export type DrawLineChart = (chart: LineChart) => readonly Row[];

/** Below this nothing can be read off a chart. */
export const smallestChart = { columns: 24, rows: 4 } as const;

/** A round number that is not below the highest value, so that the scale does not twitch. */
export function ceilingOf(series: readonly LineSeries[]): number {
  const highest = Math.max(0, ...series.flatMap(({ values }) => values));
  if (highest === 0) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(highest));
  const steps = [1, 1.5, 2, 3, 5, 8, 10];
  const step = steps.find((factor) => factor * magnitude >= highest) ?? 10;
  return step * magnitude;
}

/** `0`, `3.5`, `150`, `12k`: at most five characters. */
export function axisLabel(value: number): string {
  if (value >= 10_000) return `${Math.round(value / 1_000)}k`;
  if (value >= 10 || Number.isInteger(value)) return String(Math.round(value));
  return String(Number(value.toPrecision(2)));
}
