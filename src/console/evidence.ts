import { fitRow, type Row, run } from '../terminal/row.ts';
import type { View } from './view.ts';

/** Room for the word in front of each sentence. */
const labelColumns = 11;

/** What speaks for and against the culprit, where a tall screen has room for it. */
export function evidenceRows(view: View, columns: number, rows: number): readonly Row[] {
  const culprit = view.snapshot.verdict?.culprits[0];
  if (!culprit || rows === 0) return [];
  const { show, glyphs } = view;
  const lines = [
    ...culprit.evidenceFor.map((sentence) => ['For', sentence] as const),
    ...culprit.evidenceAgainst.map((sentence) => ['Against', sentence] as const),
    ...(culprit.mayHide.length > 0 ? [['May hide', culprit.mayHide.join(', ')] as const] : []),
  ];
  const title: Row = [
    run(`   ${show(culprit.link)}`, 'strong'),
    run(` ${glyphs.bullet} ${show(culprit.title)}`),
  ];
  return [
    [],
    title,
    ...lines
      .slice(0, rows - 2)
      .map(([label, sentence], index) => [
        run(`   ${label === lines[index - 1]?.[0] ? '' : label}`.padEnd(labelColumns), 'muted'),
        run(show(sentence)),
      ]),
  ].map((row) => fitRow(row, columns - 1, glyphs));
}
