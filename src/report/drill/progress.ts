import type { DrillResult } from '../../drill/types.ts';
import { glyphsFor } from '../../terminal/glyphs.ts';
import { paintRow, plainRow } from '../../terminal/paint.ts';
import { run } from '../../terminal/row.ts';
import { plainLook, type TextLook } from '../text.ts';
import { nameOf, reasonOf, shortTime, statusLooks } from './words.ts';

/**
 * One run that has ended, without a line end: `[ 3/60] ✖ failed  replica-a-kill  4.2 s  why`.
 *
 * @param done runs that have ended, this one among them
 */
export function progressLine(
  result: DrillResult,
  done: number,
  total: number,
  look: TextLook = plainLook,
): string {
  const { glyph, word, slot } = statusLooks[result.status];
  const count = `[${String(done).padStart(String(total).length)}/${total}] `;
  const why = result.status === 'passed' ? '' : `  ${reasonOf(result)}`;
  const row = [
    run(count, 'muted'),
    run(`${glyphsFor(look)[glyph]} ${word}`, slot),
    run(`  ${nameOf(result)}  ${shortTime(result.durationMs)}${why}`),
  ];
  return (look.terminal ? paintRow : plainRow)(row, look);
}
