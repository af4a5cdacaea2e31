import { shareMeaning } from '../../report/flow/link-rows.ts';
import { ownMeaning } from '../../report/flow/look-rows.ts';
import { cell, type Row, run, wrapText } from '../../terminal/row.ts';
import { type Binding, bindingsOn, keyLabel } from '../keymap.ts';
import type { Layout } from '../layout.ts';
import { shownStates } from '../link-state.ts';
import { digitsLabel } from '../timeline/bindings.ts';
import { markLooks } from '../timeline/marks.ts';
import type { ScreenName } from '../ui-state.ts';
import type { View } from '../view.ts';
import { textScreen } from './text-screen.ts';

/** What the keys do and what the signs mean; made from the keymap and the states themselves. */
export const helpScreen = textScreen('help', 'help; q goes back', helpRows);

/** The screen that help was called from comes first: its keys are the ones asked about. */
function helpRows(view: View, place: Layout): readonly Row[] {
  const canInject = view.snapshot.faults !== null;
  const from = view.ui.screens.at(-2) ?? 'chain';
  const isReplay = view.snapshot.replay !== null;
  const all = bindingsOn(from, canInject, isReplay, view.snapshot.game !== null);
  const here = all.filter(({ only }) => only !== 'replay');
  const local = here.filter(({ where }) => where !== 'everywhere');
  const common = here.filter(({ where }) => where === 'everywhere');
  return [
    [run(` On ${screenTitles[from]}`, 'strong')],
    ...local.map((binding) => bindingRow(binding, view)),
    [],
    ...(from === 'flow' ? figureRows(place) : []),
    ...(isReplay ? recordingRows(all, view) : []),
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

/** What is meant by figures of the flow that can be understood in several ways. */
function figureRows({ columns }: Layout): readonly Row[] {
  return [
    [run(' What figures mean', 'strong')],
    ...[shareMeaning, ownMeaning]
      .flatMap((text) => wrapText(text, columns - 5))
      .map((text): Row => [run(`   ${text}`)]),
    [],
  ];
}

/** The keys of a recording, and the signs on its line. */
function recordingRows(all: readonly Binding[], view: View): readonly Row[] {
  const keys = all.filter(({ only }) => only === 'replay');
  return [
    [run(' In the recording', 'strong')],
    ...keys.map((binding) => bindingRow(binding, view)),
    ...Object.entries(markLooks).map(([kind, { glyph, slot, meaning }]) => [
      run(`   ${view.glyphs[glyph]} ${cell(kind, keyColumns - 2, view.glyphs)} `, slot),
      run(meaning),
    ]),
    [],
  ];
}

const keyColumns = 16;

function bindingRow({ keys, description }: Binding, { glyphs }: View): Row {
  const label = keys.length > 5 ? digitsLabel : keys.map(keyLabel).join('  ');
  return [run(`   ${cell(label, keyColumns, glyphs)} `, 'accent'), run(description)];
}

const screenTitles: Readonly<Record<ScreenName, string>> = {
  chain: 'the chain',
  link: 'a link',
  events: 'the events',
  help: 'help',
  faults: 'the faults',
  drill: 'the drill',
  flow: 'the flow',
};
