import type { LinkId } from '../chain/types.ts';
import { isByHand } from '../report/by-hand.ts';
import { chainRows, scopeIndexOf, selectedLink } from './chain-rows.ts';
import { backToChoices, type DrillAsk, performDrill } from './drill/actions.ts';
import { type DrillCommand, isDrillCommand } from './drill/bindings.ts';
import { wordsOf } from './event-words.ts';
import { backInFlow, performFlow } from './flow/actions.ts';
import { type FlowCommand, isFlowCommand } from './flow/bindings.ts';
import type { Command } from './keymap.ts';
import type { Layout } from './layout.ts';
import { shownLook } from './link-state.ts';
import { scopesOf } from './scopes.ts';
import { selectedEvent } from './screens/events.ts';
import { selectedFault } from './screens/faults.ts';
import { screens } from './screens/registry.ts';
import { askOf } from './timeline/actions.ts';
import { isReplayCommand, type ReplayCommand } from './timeline/bindings.ts';
import type { ReplayAsk } from './timeline/types.ts';
import { filterOf, type ScreenName, shownScreen, type UiState } from './ui-state.ts';
import type { View } from './view.ts';

/** What a key asks of the world outside the screen. */
export type Effect =
  | { readonly kind: 'look'; readonly link: LinkId }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'inject'; readonly name: string }
  | { readonly kind: 'clear-faults' }
  | { readonly kind: 'save' }
  | { readonly kind: 'drill'; readonly ask: DrillAsk }
  | { readonly kind: 'replay'; readonly ask: ReplayAsk }
  | { readonly kind: 'repaint' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'quit'; readonly interrupted: boolean; readonly keepScreen: boolean };

export interface Outcome {
  readonly ui: UiState;
  readonly effect?: Effect;
}

type Action = (view: View, place: Layout) => Outcome;
type ScreenCommand = Exclude<Command, ReplayCommand | DrillCommand | FlowCommand>;

/** What each command does: the next state, and what is asked of the outside. */
const actions: Readonly<Record<ScreenCommand, Action>> = {
  help: ({ ui }) => push(ui, 'help'),
  events: ({ ui }) => push(ui, 'events'),
  faults: ({ ui }) => push(ui, 'faults'),
  quit: ({ ui }, place) => {
    const nested = ui.screens.length > 1 && place.usable;
    return nested ? { ui: pop(ui) } : { ui, effect: quit({}) };
  },
  interrupt: ({ ui }) => ({ ui, effect: quit({ interrupted: true }) }),
  'quit-keeping-screen': ({ ui }) => ({ ui, effect: quit({ keepScreen: true }) }),
  back: ({ ui }) => ({ ui: back(ui) }),
  down: (view, place) => move(view, place, 1),
  up: (view, place) => move(view, place, -1),
  'page-down': (view, place) => move(view, place, screenOf(view).page(view, place)),
  'page-up': (view, place) => move(view, place, -screenOf(view).page(view, place)),
  top: (view, place) => move(view, place, Number.NEGATIVE_INFINITY),
  bottom: (view, place) => move(view, place, Number.POSITIVE_INFINITY),
  open: (view) => open(view),
  inject: (view) => {
    const fault = selectedFault(view);
    if (!fault) return { ui: view.ui };
    // Who watches the flow wants to see there what is lost now.
    const screens = view.ui.screens.includes('flow')
      ? (['chain', 'flow'] as const)
      : (['chain'] as const);
    const ui = { ...view.ui, screens, selectedLink: null };
    return { ui, effect: { kind: 'inject', name: fault.name } };
  },
  'clear-faults': ({ ui }) => ({ ui, effect: { kind: 'clear-faults' } }),
  'next-look': (view) => {
    const next = view.snapshot.verdict?.next;
    if (next && isByHand(next)) return notice(view.ui, view.show(next.why));
    return next ? lookAt(view, next.link, next.why) : lookAt(view, selectedLink(view), '');
  },
  'look-again': (view) => lookAt(view, selectedLink(view), ''),
  copy: (view) => copy(view),
  filter: ({ ui }) => ({ ui: { ...ui, editing: true } }),
  'only-faults': ({ ui }) => ({ ui: { ...ui, onlyFaults: !ui.onlyFaults } }),
  'every-look': ({ ui }) => ({ ui: { ...ui, everyLook: !ui.everyLook } }),
  'next-model': (view) => scope(view, 1),
  'previous-model': (view) => scope(view, -1),
  freeze: ({ ui, snapshot }) => ({ ui: { ...ui, frozen: ui.frozen ? null : snapshot } }),
  privacy: ({ ui }) => ({ ui: { ...ui, masked: !ui.masked } }),
  save: ({ ui }) => ({ ui, effect: { kind: 'save' } }),
  repaint: ({ ui }) => ({ ui, effect: { kind: 'repaint' } }),
  suspend: ({ ui }) => ({ ui, effect: { kind: 'suspend' } }),
};

export function perform(command: Command, view: View, place: Layout, key = ''): Outcome {
  if (isDrillCommand(command)) {
    const { ui, ask } = performDrill(command, view);
    return ask ? { ui, effect: { kind: 'drill', ask } } : { ui };
  }
  if (isFlowCommand(command)) return { ui: performFlow(command, view) };
  if (!isReplayCommand(command)) return actions[command](view, place);
  const ask = askOf(command, key);
  return ask
    ? { ui: view.ui, effect: { kind: 'replay', ask } }
    : { ui: { ...view.ui, jumpText: '' } };
}

/** A key while the filter is being typed. */
export function typeFilter(key: string, ui: UiState): UiState {
  const text = filterOf(ui);
  if (key === 'enter') return { ...ui, editing: false };
  if (key === 'escape') return { ...withFilter(ui, ''), editing: false };
  if (key === 'backspace') return withFilter(ui, [...text].slice(0, -1).join(''));
  const typed = key === 'space' ? ' ' : key;
  // Names of keys are longer than a character; what is left is text.
  return [...typed].length === 1 ? withFilter(ui, text + typed) : ui;
}

/** Characters of a filter; more is no filter but a paste gone wrong. */
const maxFilterCharacters = 60;

export function withFilter(ui: UiState, text: string): UiState {
  const filter = { ...ui.filter, [shownScreen(ui)]: text.slice(0, maxFilterCharacters) };
  return { ...ui, filter };
}

function screenOf({ ui }: View) {
  return screens[shownScreen(ui)];
}

function push(ui: UiState, name: ScreenName): Outcome {
  if (shownScreen(ui) === name) return { ui: pop(ui) };
  return { ui: { ...ui, screens: [...ui.screens, name], scroll: { ...ui.scroll, [name]: 0 } } };
}

function pop(ui: UiState): UiState {
  const [first, ...rest] = ui.screens;
  return { ...ui, screens: [first, ...rest.slice(0, -1)] };
}

/** One step out: the filters, then the screen, then the choice of a link. */
function back(ui: UiState): UiState {
  const choices = backToChoices(ui) ?? backInFlow(ui);
  if (choices) return choices;
  if (filterOf(ui) !== '' || ui.onlyFaults) return { ...withFilter(ui, ''), onlyFaults: false };
  return ui.screens.length > 1 ? pop(ui) : { ...ui, selectedLink: null };
}

function move(view: View, place: Layout, distance: number): Outcome {
  const screen = screenOf(view);
  const last = screen.count(view, place) - 1;
  const wanted = Math.min(screen.position(view), last) + distance;
  return { ui: screen.moveTo(view, Math.max(0, Math.min(last, wanted))) };
}

function open(view: View): Outcome {
  const event = shownScreen(view.ui) === 'events' ? selectedEvent(view)?.event : undefined;
  const link = event ? wordsOf(event).link : selectedLink(view);
  if (link === null || !view.snapshot.links.has(link)) return { ui: view.ui };
  return push({ ...view.ui, selectedLink: link }, 'link');
}

function lookAt({ ui, show }: View, link: LinkId | null, why: string): Outcome {
  if (link === null) return { ui };
  const text = `looking at ${show(link)} now${why === '' ? '' : `: ${show(why)}`}`;
  return { ui: { ...ui, notice: text }, effect: { kind: 'look', link } };
}

/** The command of what is chosen: of an event's look, or of the look that stands for a link. */
function copy(view: View): Outcome {
  const command = commandOf(view);
  if (command === null) return notice(view.ui, 'nobody looked here yet, so there is no command');
  return {
    ui: { ...view.ui, notice: `copied: ${view.show(command)}` },
    effect: { kind: 'copy', text: command },
  };
}

function commandOf(view: View): string | null {
  const { snapshot, ui } = view;
  if (shownScreen(ui) === 'events') {
    const event = selectedEvent(view)?.event;
    return event?.type === 'weaklink.observation' ? event.data.command : null;
  }
  const id =
    shownScreen(ui) === 'link' ? (ui.selectedLink ?? selectedLink(view)) : selectedLink(view);
  const link = id === null ? undefined : snapshot.links.get(id);
  const look = link && shownLook(link, snapshot.findings.get(link.link.id)?.state);
  return look?.observation.command ?? null;
}

function scope(view: View, step: number): Outcome {
  const count = scopesOf(view.snapshot.chain).length;
  if (count === 1) return notice(view.ui, 'this chain has one model');
  const ui = { ...view.ui, scope: (scopeIndexOf(view) + step + count) % count };
  // A link that the other model does not need cannot stay selected.
  const kept = chainRows({ ...view, ui }).some(({ link }) => link === ui.selectedLink);
  return { ui: kept ? ui : { ...ui, selectedLink: null } };
}

function notice(ui: UiState, text: string): Outcome {
  return { ui: { ...ui, notice: text } };
}

function quit({ interrupted = false, keepScreen = false }): Effect {
  return { kind: 'quit', interrupted, keepScreen };
}
