import { cell, type Row, run } from '../../terminal/row.ts';
import { type Binding, bindingsOn, keyLabel } from '../keymap.ts';
import { shownStates } from '../link-state.ts';
import type { ScreenName } from '../ui-state.ts';
import type { View } from '../view.ts';
import { textScreen } from './text-screen.ts';

/** What the keys do and what the signs mean; made from the keymap and the states themselves. */
export const helpScreen = textScreen('help', 'help; q goes back', (view) => helpRows(view));

/** The screen that help was called from comes first: its keys are the ones asked about. */
function helpRows(view: View): readonly Row[] {
  const canInject = view.snapshot.faults !== null;
  const from = view.ui.screens.at(-2) ?? 'chain';
  const here = bindingsOn(from, canInject);
  const local = here.filter(({ where }) => where !== 'everywhere');
  const common = here.filter(({ where }) => where === 'everywhere');
  return [
    [run(` On ${screenTitles[from]}`, 'strong')],
    ...local.map((binding) => bindingRow(binding, view)),
    [],
    [run(' What is said of a link', 'strong')],
    ...Object.entries(shownStates).map(([word, { glyph, slot, meaning }]) => [
      run(`   ${view.glyphs[glyph]} ${cell(word, keyColumns - 2, view.glyphs)} `, slot),
      run(meaning),
    ]),
    [],
    [run(' Everywhere', 'strong')],
    ...common.map((binding) => bindingRow(binding, view)),
  ];
}

const keyColumns = 16;

function bindingRow({ keys, description }: Binding, { glyphs }: View): Row {
  return [
    run(`   ${cell(keys.map(keyLabel).join('  '), keyColumns, glyphs)} `, 'accent'),
    run(description),
  ];
}

const screenTitles: Readonly<Record<ScreenName, string>> = {
  chain: 'the chain',
  link: 'a link',
  events: 'the events',
  help: 'help',
  faults: 'the faults',
};
