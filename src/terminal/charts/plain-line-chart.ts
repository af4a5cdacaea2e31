import { type Row, run } from '../row.ts';
import { axisLabel, ceilingOf, type DrawLineChart } from './line-chart.ts';

/** Room for a label of five characters and the axis. */
const axisColumns = 7;

/**
 * Our own chart of columns, for terminals that only have ASCII and for the moment in which the
 * chart library is being loaded. Only the first series is drawn: columns would hide each other.
 */
export const drawPlainLineChart: DrawLineChart = ({ series, columns, rows, unit, glyphs }) => {
  const first = series[0];
  if (!first || rows < 1) return [];
  const ceiling = ceilingOf(series);
  const width = Math.max(0, columns - axisColumns);
  const newest = first.values.slice(-width);
  return Array.from({ length: rows }, (_, index) => {
    const label = axisText(index, rows, ceiling, unit);
    const band = {
      low: ((rows - 1 - index) / rows) * ceiling,
      high: ((rows - index) / rows) * ceiling,
    };
    return [
      run(`${label.padStart(axisColumns - 2)} ${glyphs.trunk.trim()}`, 'muted'),
      run(barsOf(newest, band, glyphs.sparks), first.slot),
    ] satisfies Row;
  });
};

function axisText(index: number, rows: number, ceiling: number, unit: string): string {
  if (index === 0) return axisLabel(ceiling);
  return index === rows - 1 ? unit : '';
}

function barsOf(
  values: readonly number[],
  band: { low: number; high: number },
  sparks: string,
): string {
  return values
    .map((value) => {
      if (value <= band.low) return band.low === 0 ? (sparks[0] ?? '_') : ' ';
      const share = Math.min(1, (value - band.low) / (band.high - band.low));
      return sparks[Math.min(sparks.length - 1, Math.round(share * (sparks.length - 1)))] ?? ' ';
    })
    .join('');
}
