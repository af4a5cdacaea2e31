import { type Row, run, truncate } from '../terminal/row.ts';
import type { View } from './view.ts';

/** A line across the screen, with what it has to say in it. */
export function rule({ glyphs, show }: View, columns: number, title: string): Row {
  const width = columns - 2;
  if (title === '') return [run(` ${glyphs.rule.repeat(width)}`, 'muted')];
  const text = ` ${truncate(show(title), width - 6, glyphs)} `;
  const rest = Math.max(0, width - 2 - text.length);
  return [
    run(` ${glyphs.rule.repeat(2)}`, 'muted'),
    run(text, 'warn'),
    run(glyphs.rule.repeat(rest), 'muted'),
  ];
}
