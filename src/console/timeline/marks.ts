import type { Mark } from '../../replay/types.ts';
import type { Glyphs } from '../../terminal/glyphs.ts';
import type { Slot } from '../../terminal/theme.ts';

interface MarkLook {
  readonly glyph: keyof Glyphs;
  readonly slot: Slot;
  /** For the help screen. */
  readonly meaning: string;
}

/** One sign a kind; where several stand in one cell, the first of this list is shown. */
export const markLooks: Readonly<Record<Mark['kind'], MarkLook>> = {
  fault: { glyph: 'markFault', slot: 'fail', meaning: 'a fault was injected or undone' },
  verdict: { glyph: 'markVerdict', slot: 'warn', meaning: 'the answer became another' },
  change: { glyph: 'markChange', slot: 'accent', meaning: 'something was changed' },
  policy: { glyph: 'markPolicy', slot: 'warn', meaning: 'a policy was broken, or held again' },
  claim: { glyph: 'markClaim', slot: 'plain', meaning: 'somebody said something else' },
  note: { glyph: 'markNote', slot: 'plain', meaning: 'an operator wrote a note' },
};

const kinds = Object.keys(markLooks) as readonly Mark['kind'][];

/** The kind of mark to show in each cell of a bar; null for none. */
export function markCells(
  marks: readonly Mark[],
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  cells: number,
): readonly (Mark['kind'] | null)[] {
  const found: (Mark['kind'] | null)[] = Array.from({ length: cells }, () => null);
  for (const { atMs, kind } of marks) {
    if (atMs < startMs || atMs > endMs) continue;
    const cell = cellOf(atMs, startMs, endMs, cells);
    const known = found[cell];
    if (known == null || kinds.indexOf(kind) < kinds.indexOf(known)) found[cell] = kind;
  }
  return found;
}

/** The cell of a bar in which an instant lies. */
export function cellOf(atMs: number, startMs: number, endMs: number, cells: number): number {
  const share = endMs > startMs ? (atMs - startMs) / (endMs - startMs) : 0;
  return Math.max(0, Math.min(cells - 1, Math.floor(share * cells)));
}
