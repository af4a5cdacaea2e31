import { type DrillCommand, drillBindings } from './drill/bindings.ts';
import { type FlowCommand, flowBindings } from './flow/bindings.ts';
import { type ReplayCommand, replayBindings } from './timeline/bindings.ts';
import type { ScreenName } from './ui-state.ts';

/** One thing that a key does. Help, footer and the table in the README are made from these. */
export interface Binding {
  readonly id: string;
  /** Names of keys as `key-names.ts` gives them. */
  readonly keys: readonly string[];
  readonly where: 'everywhere' | readonly ScreenName[];
  /** For the help screen: one sentence, no full stop. */
  readonly description: string;
  /** For the footer, the most wanted first; absent where the footer need not say it. */
  readonly footer?: { readonly label: string; readonly order: number };
  /** Only where faults can be injected. */
  readonly needsFaults?: true;
  /** Only in training. */
  readonly needsGame?: true;
  /** Only over a session that looks, or only over a recording; both where absent. */
  readonly only?: 'live' | 'replay';
}

const lists = ['chain', 'events', 'faults', 'drill'] as const;

export const keymap = [
  {
    id: 'help',
    keys: ['?', 'h'],
    where: 'everywhere',
    description: 'explain keys and signs',
    footer: { label: 'help', order: 1 },
  },
  {
    id: 'quit',
    keys: ['q'],
    where: 'everywhere',
    description: 'leave this screen; on the first one, quit',
    footer: { label: 'quit', order: 2 },
  },
  {
    id: 'back',
    keys: ['escape'],
    where: 'everywhere',
    description: 'clear the filter, or go one screen up; never quits',
  },
  {
    id: 'interrupt',
    keys: ['ctrl+c'],
    where: 'everywhere',
    description: 'quit at once',
  },
  {
    id: 'quit-keeping-screen',
    keys: ['Q'],
    where: 'everywhere',
    description: 'quit and leave this screen in the scrollback',
  },
  { id: 'down', keys: ['j', 'down'], where: 'everywhere', description: 'one line down' },
  { id: 'up', keys: ['k', 'up'], where: 'everywhere', description: 'one line up' },
  {
    id: 'page-down',
    keys: ['pagedown', 'ctrl+d'],
    where: 'everywhere',
    description: 'one page down',
  },
  { id: 'page-up', keys: ['pageup', 'ctrl+u'], where: 'everywhere', description: 'one page up' },
  { id: 'top', keys: ['g', 'home'], where: 'everywhere', description: 'to the top' },
  { id: 'bottom', keys: ['G', 'end'], where: 'everywhere', description: 'to the bottom' },
  {
    id: 'open',
    keys: ['enter'],
    where: ['chain', 'events'],
    description: 'show everything known about the link',
    footer: { label: 'open', order: 3 },
  },
  {
    id: 'inject',
    keys: ['enter'],
    where: ['faults'],
    description: 'inject the fault, for real',
    footer: { label: 'inject', order: 3 },
    needsFaults: true,
  },
  {
    id: 'faults',
    keys: ['f'],
    where: ['chain', 'link', 'events', 'flow'],
    description: 'choose a fault to inject',
    footer: { label: 'break', order: 4 },
    needsFaults: true,
  },
  {
    id: 'clear-faults',
    keys: ['c'],
    where: ['chain', 'link', 'events', 'faults', 'flow'],
    description: 'undo every injected fault',
    footer: { label: 'clear', order: 5 },
    needsFaults: true,
  },
  {
    id: 'next-look',
    keys: ['n'],
    where: ['chain'],
    description: 'take the look that would decide',
    footer: { label: 'next look', order: 6 },
    only: 'live',
  },
  {
    id: 'look-again',
    keys: ['r'],
    where: ['chain', 'link'],
    description: 'look at this link now',
    footer: { label: 'look now', order: 8 },
    only: 'live',
  },
  {
    id: 'copy',
    keys: ['y'],
    where: ['chain', 'link', 'events'],
    description: 'copy the command that repeats the look',
    footer: { label: 'copy', order: 7 },
  },
  {
    id: 'events',
    keys: ['e'],
    where: ['chain', 'link'],
    description: 'list what happened',
    footer: { label: 'events', order: 9 },
  },
  {
    id: 'filter',
    keys: ['/'],
    where: lists,
    description: 'show only lines that contain a text',
    footer: { label: 'filter', order: 10 },
  },
  {
    id: 'only-faults',
    keys: ['!'],
    where: ['chain', 'events'],
    description: 'show only what is not well',
    footer: { label: 'faults only', order: 11 },
  },
  {
    id: 'every-look',
    keys: ['a'],
    where: ['events'],
    description: 'list every look, also those that tell nothing new',
    footer: { label: 'all looks', order: 12 },
  },
  {
    id: 'next-model',
    keys: ['m', 'tab'],
    where: ['chain'],
    description: 'show the chain of the next model',
  },
  {
    id: 'previous-model',
    keys: ['M', 'shift+tab'],
    where: ['chain'],
    description: 'show the chain of the model before',
  },
  {
    id: 'freeze',
    keys: ['space'],
    where: 'everywhere',
    description: 'hold the picture; looking goes on',
    footer: { label: 'freeze', order: 13 },
    only: 'live',
  },
  {
    id: 'privacy',
    keys: ['p'],
    where: 'everywhere',
    description: 'mask addresses, to share the screen',
    footer: { label: 'mask', order: 14 },
  },
  {
    id: 'save',
    keys: ['w'],
    where: 'everywhere',
    description: 'write what is remembered to a recording here',
    only: 'live',
  },
  { id: 'repaint', keys: ['ctrl+l'], where: 'everywhere', description: 'paint the screen anew' },
  {
    id: 'suspend',
    keys: ['ctrl+z'],
    where: 'everywhere',
    description: 'back to the shell; fg returns',
  },
] as const satisfies readonly Binding[];

export type Command = (typeof keymap)[number]['id'] | ReplayCommand | DrillCommand | FlowCommand;

/** What `key` does on `screen`; undefined where it does nothing. */
export function commandFor(
  key: string,
  screen: ScreenName,
  canInject: boolean,
  isReplay = false,
  hasGame = false,
): Command | undefined {
  const all = bindingsOn(screen, canInject, isReplay, hasGame);
  const found = all.find(({ keys }) => keys.includes(key));
  return found?.id as Command | undefined;
}

export function bindingsOn(
  screen: ScreenName,
  canInject: boolean,
  isReplay = false,
  hasGame = false,
): readonly Binding[] {
  const all: readonly Binding[] = [...keymap, ...replayBindings, ...drillBindings, ...flowBindings];
  const here = isReplay ? 'replay' : 'live';
  return all.filter(
    ({ where, needsFaults, needsGame, only = here }) =>
      (where === 'everywhere' || where.includes(screen)) &&
      (canInject || !needsFaults) &&
      (hasGame || !needsGame) &&
      only === here,
  );
}

const keyLabels: Readonly<Record<string, string>> = {
  enter: 'Enter',
  escape: 'Esc',
  space: 'Space',
  tab: 'Tab',
  'shift+tab': 'Shift-Tab',
  up: 'Up',
  down: 'Down',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  left: 'Left',
  right: 'Right',
};

/** As it stands on the keyboard: `Ctrl-c`, `PgDn`, `j`. */
export function keyLabel(key: string): string {
  return keyLabels[key] ?? key.replace(/^ctrl\+/, 'Ctrl-');
}
