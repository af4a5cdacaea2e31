import type { Open } from '../../diagnosis/asking/open.ts';

/** Bits from which on an answer halves what is open, … */
const halvesFrom = 0.8;
/** … or narrows it; what tells less changes little. */
const narrowsFrom = 0.1;
const mostNames = 3;

/** `halves what is open: 3 → 1 candidates (router), 0.9 bits`: what one answer did. */
export function progressWords(before: Open, after: Open): string {
  const bits = before.bits - after.bits;
  const names = after.candidates.length <= mostNames ? ` (${after.candidates.join(', ')})` : '';
  const from = before.candidates.length;
  const to = after.candidates.length;
  return `${effectOf(bits)}: ${from} → ${to} candidates${names}, ${bits.toFixed(2)} bits`;
}

function effectOf(bits: number): string {
  if (bits >= halvesFrom) return 'halves what is open';
  if (bits >= narrowsFrom) return 'narrows it';
  return bits > -narrowsFrom ? 'changes little' : 'opens it again';
}
