import { type Row, run, wrapText } from '../terminal/row.ts';

/** Column in which values start. */
const labelColumns = 12;

/** What the screen of one link is made of: parts with a title … */
export function section(title: string, rows: readonly Row[]): readonly Row[] {
  return [[], [run(` ${title}`, 'strong')], ...rows];
}

/** … and `   Owner      infra`: a label and what belongs to it, wrapped under itself. */
export function labelled(label: string, text: string, columns: number): readonly Row[] {
  const lines = wrapText(text, columns - labelColumns - 2);
  return lines.map((line, index) => [
    run(`   ${index === 0 ? label : ''}`.padEnd(labelColumns), 'muted'),
    run(line),
  ]);
}
