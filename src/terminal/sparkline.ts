import type { Glyphs } from './glyphs.ts';

/**
 * The newest `columns` values as bars of eight heights, oldest left; null is a gap. The scale goes
 * from 0 to twice the middle value, or further where a value does: a steady series is a low
 * and level line, and what stands out of it stands out.
 */
export function sparkline(
  values: readonly (number | null)[],
  columns: number,
  glyphs: Glyphs,
): string {
  const shown = columns > 0 ? values.slice(-columns) : [];
  const known = shown.filter((value) => value !== null).toSorted((a, b) => a - b);
  const middle = known[Math.floor(known.length / 2)] ?? 0;
  const highest = Math.max(2 * middle, known.at(-1) ?? 0);
  const steps = glyphs.sparks;
  const bars = shown.map((value) => {
    if (value === null) return ' ';
    const step =
      highest === 0 ? 0 : Math.round((Math.max(0, value) / highest) * (steps.length - 1));
    return steps[step] ?? ' ';
  });
  return bars.join('').padStart(columns);
}
