import type { Ribbon } from '../../attribution/flow/layout.ts';
import type { Glyphs } from '../../terminal/glyphs.ts';

/** Sides that a line in a cell leaves it by, as bits. */
const side = { left: 1, right: 2, up: 4, down: 8 } as const;

/**
 * What runs between two columns, a line each from its first row to its first row. The widest are drawn
 * first; one that finds no way that is free is left out, as the bars say all that there is to know.
 */
export function gapCells(
  ribbons: readonly Ribbon[],
  rows: number,
  width: number,
  glyphs: Glyphs,
): readonly string[] {
  const cells = Array.from({ length: rows }, () => new Uint8Array(width));
  const tracks: { from: number; to: number }[][] = Array.from({ length: width }, () => []);
  const widest = ribbons.toSorted((a, b) => b.rows - a.rows || a.fromRow - b.fromRow);
  for (const ribbon of widest) {
    const track = trackFor(ribbon, tracks);
    if (track !== null) draw(cells, ribbon, track);
  }
  return cells.map((row) => [...row].map((bits) => glyphOf(bits, glyphs)).join(''));
}

/** A vertical way that no other line runs along there; null for none. */
function trackFor(
  { fromRow, toRow }: Ribbon,
  tracks: { from: number; to: number }[][],
): number | null {
  if (fromRow === toRow) return 0;
  const [from, to] = [Math.min(fromRow, toRow), Math.max(fromRow, toRow)];
  for (const [index, taken] of tracks.entries()) {
    if (taken.some((other) => other.from <= to && from <= other.to)) continue;
    taken.push({ from, to });
    return index;
  }
  return null;
}

function draw(cells: readonly Uint8Array[], { fromRow, toRow }: Ribbon, track: number): void {
  const width = cells[0]?.length ?? 0;
  const [top, bottom] = [Math.min(fromRow, toRow), Math.max(fromRow, toRow)];
  for (let x = 0; x < track; x += 1) mark(cells, fromRow, x, side.left | side.right);
  for (let x = track + 1; x < width; x += 1) mark(cells, toRow, x, side.left | side.right);
  if (fromRow === toRow) {
    mark(cells, fromRow, track, side.left | side.right);
    return;
  }
  mark(cells, fromRow, track, side.left | (toRow > fromRow ? side.down : side.up));
  mark(cells, toRow, track, side.right | (toRow > fromRow ? side.up : side.down));
  for (let y = top + 1; y < bottom; y += 1) mark(cells, y, track, side.up | side.down);
}

function mark(cells: readonly Uint8Array[], row: number, x: number, bits: number): void {
  const line = cells[row];
  if (line) line[x] = (line[x] ?? 0) | bits;
}

function glyphOf(bits: number, glyphs: Glyphs): string {
  switch (bits) {
    case 0:
      return ' ';
    case side.left | side.right:
      return glyphs.rule;
    case side.up | side.down:
      return glyphs.quote;
    case side.left | side.down:
      return glyphs.turnDown;
    case side.left | side.up:
      return glyphs.turnUp;
    case side.right | side.down:
      return glyphs.fromBelow;
    case side.right | side.up:
      return glyphs.fromAbove;
    default:
      return glyphs.crossing;
  }
}
