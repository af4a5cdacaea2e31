import { alertWords, outlookWords } from '../../report/flow/spend-words.ts';
import { type Row, run, wrapText } from '../../terminal/row.ts';
import type { View } from '../view.ts';

/** The hour that left its band last, where one did in the last 24: it is news wherever money is shown. */
export function spendAlertRows({ snapshot, glyphs, ui }: View, columns: number): readonly Row[] {
  if (ui.flow.measure !== 'value') return [];
  return (snapshot.spend ?? []).flatMap(({ spend, recent }): Row[] => {
    const newest = recent.at(-1);
    if (!newest) return [];
    const [first = '', ...others] = wrapText(alertWords(newest, spend.currency), columns - 4);
    return [
      [run(` ${glyphs.warn} `, 'warn'), run(first, 'warn')],
      ...others.map((text): Row => [run(`   ${text}`, 'warn')]),
    ];
  });
}

/** Where the day and the month will end. */
export function outlookRows({ snapshot }: View, columns: number): readonly Row[] {
  return (snapshot.spend ?? []).flatMap((one) =>
    wrapText(outlookWords(one), columns - 2).map((text): Row => [run(` ${text}`, 'muted')]),
  );
}
