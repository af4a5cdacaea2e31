import type { Slot } from '../../terminal/theme.ts';
import { age, counted } from '../format.ts';
import type { Snapshot } from '../snapshot.ts';
import type { View } from '../view.ts';

/** Whether what weaklink makes of the chain is kept from the person. */
export function isHidden({ game }: Pick<Snapshot, 'game'>): boolean {
  return game !== null && game.phase !== 'answered';
}

/** What stands where the verdict would. */
export function hiddenStatus({ snapshot, glyphs }: View): {
  word: string;
  glyph: string;
  slot: Slot;
  headline: string;
} {
  const isBroken = snapshot.game?.phase === 'hidden';
  const headline = isBroken
    ? 'something is broken: which link is it?'
    : 'nothing is broken yet; learn how the healthy chain looks';
  return { word: 'HIDDEN', glyph: glyphs.unknown, slot: 'accent', headline };
}

export function hiddenLines({ snapshot }: View): readonly (readonly [string, string])[] {
  const { game, nowMs } = snapshot;
  if (game?.brokenSinceMs == null) return [['Drill', 'weaklink sees the chain healthy first']];
  const taken = game.hints.length;
  return [
    ['Since', `${age(nowMs - game.brokenSinceMs)}, ${counted(taken, 'hint')} taken`],
    ['Drill', 'press d to name the culprit; weaklink is asked the same'],
  ];
}
