import { expect, test } from 'vitest';
import { type Effect, perform, typeFilter } from '../../src/console/actions.ts';
import type { Command } from '../../src/console/keymap.ts';
import { layout } from '../../src/console/layout.ts';
import { initialUi, shownScreen, type UiState } from '../../src/console/ui-state.ts';
import { acmeChain } from '../support/chain.ts';
import type { ScriptedFeed } from '../support/feed.ts';
import {
  byHandStory,
  cannotTellStory,
  faultStory,
  healthyStory,
  scriptedFaults,
} from '../support/stories.ts';
import { viewFor } from '../support/view.ts';

/** Performs commands one after the other on one picture. */
function after(feed: ScriptedFeed, commands: readonly Command[], ui: Partial<UiState> = {}) {
  let state: UiState = { ...initialUi, ...ui };
  let effect: Effect | undefined;
  for (const command of commands) {
    const outcome = perform(command, viewFor(feed, state), layout(80, 24));
    state = outcome.ui;
    effect = outcome.effect;
  }
  return { ui: state, effect, screen: shownScreen(state) };
}

const feed = faultStory();

test('moving starts at the culprit and stops at both ends', () => {
  expect(after(feed, ['down']).ui.selectedLink).toBe('replica-b');
  expect(after(feed, ['up', 'up']).ui.selectedLink).toBe('replica-a');
  expect(after(feed, ['bottom', 'down', 'down']).ui.selectedLink).toBe('vendor-x');
  expect(after(feed, ['top', 'up']).ui.selectedLink).toBe('chat.acme.ai');
  expect(after(feed, ['top', 'page-down']).ui.selectedLink).toBe('vendor-x');
});

test('Enter opens the chosen link, Esc and q go back, and only q on the first screen quits', () => {
  expect(after(feed, ['open'])).toMatchObject({ screen: 'link', ui: { selectedLink: 'gpu-1' } });
  expect(after(feed, ['open', 'back']).screen).toBe('chain');
  expect(after(feed, ['open', 'quit'])).toMatchObject({ screen: 'chain', effect: undefined });
  expect(after(feed, ['back', 'back', 'back']).effect).toBeUndefined();
  expect(after(feed, ['quit']).effect).toEqual({
    kind: 'quit',
    interrupted: false,
    keepScreen: false,
  });
});

test('Ctrl-c quits from everywhere, Q keeps the screen', () => {
  expect(after(feed, ['open', 'interrupt']).effect).toMatchObject({ interrupted: true });
  expect(after(feed, ['quit-keeping-screen']).effect).toMatchObject({ keepScreen: true });
});

test('on a terminal that is too small q quits at once', () => {
  const view = viewFor(feed, { screens: ['chain', 'help'] });

  expect(perform('quit', view, layout(40, 10)).effect?.kind).toBe('quit');
});

test('a key that opens a screen also closes it', () => {
  expect(after(feed, ['help', 'help']).screen).toBe('chain');
  expect(after(feed, ['events', 'help', 'back']).screen).toBe('events');
});

test('Esc first clears filters, then leaves the screen, then the choice', () => {
  const ui = { filter: { chain: 'gpu' }, onlyFaults: true, selectedLink: 'gpu-2' };

  expect(after(feed, ['back'], ui).ui).toMatchObject({
    filter: { chain: '' },
    onlyFaults: false,
    selectedLink: 'gpu-2',
  });
  expect(after(feed, ['back', 'back'], ui).ui.selectedLink).toBeNull();
});

test('n takes the look that would decide, r looks at the chosen link', () => {
  const undecided = cannotTellStory();

  expect(after(undecided, ['next-look'])).toMatchObject({
    effect: { kind: 'look', link: 'router' },
    ui: { notice: expect.stringContaining('tells gateway from router') },
  });
  expect(after(undecided, ['look-again']).effect).toEqual({ kind: 'look', link: 'chat.acme.ai' });
  expect(after(healthyStory(), ['next-look']).effect).toEqual({
    kind: 'look',
    link: 'chat.acme.ai',
  });
});

test('n says which check by hand would decide, and looks at nothing', () => {
  const feed = byHandStory();

  expect(after(feed, ['next-look'])).toMatchObject({
    effect: undefined,
    ui: { notice: expect.stringContaining('by hand: read its log') },
  });
});

test('y copies the command of the look that stands for the link', () => {
  expect(after(feed, ['copy'])).toMatchObject({
    effect: { kind: 'copy', text: 'ssh node-2 nvidia-smi -q -x' },
    ui: { notice: 'copied: ssh node-2 nvidia-smi -q -x' },
  });
  expect(after(feed, ['copy'], { selectedLink: 'vendor-x' })).toMatchObject({
    effect: undefined,
    ui: { notice: 'nobody looked here yet, so there is no command' },
  });
});

test('on the list of events y copies the command of the event, Enter opens its link', () => {
  expect(after(feed, ['events', 'copy']).effect).toMatchObject({ kind: 'copy' });
  expect(after(feed, ['events', 'down', 'open'])).toMatchObject({
    screen: 'link',
    ui: { selectedLink: expect.stringMatching(/replica-a|gpu-1/) },
  });
});

test('Enter injects the chosen fault and goes where its effect is seen', () => {
  const demo = healthyStory({ faults: scriptedFaults() });

  expect(after(demo, ['faults', 'down', 'inject'])).toMatchObject({
    screen: 'chain',
    effect: { kind: 'inject', name: 'replica-a-kill' },
  });
});

test('Tab goes round the models, and a link that the next one lacks is let go', () => {
  const chain = {
    ...acmeChain,
    models: [
      { id: 'chat', at: 'gateway', needs: [] },
      { id: 'small', at: 'replica-b', needs: [] },
    ],
  };
  const two = healthyStory({ chain });

  const scopes = ['next-model', 'next-model', 'next-model'] as const;
  expect(scopes.map((_, index) => after(two, scopes.slice(0, index + 1)).ui.scope)).toEqual([
    1, 0, 1,
  ]);
  expect(after(two, ['previous-model']).ui.scope).toBe(1);
  expect(after(two, ['next-model'], { selectedLink: 'gateway' }).ui.selectedLink).toBeNull();
  expect(after(two, ['next-model'], { selectedLink: 'gpu-2' }).ui.selectedLink).toBe('gpu-2');
  expect(after(feed, ['next-model']).ui.notice).toBe('this chain has one model');
});

test('space holds the picture and lets it go', () => {
  expect(after(feed, ['freeze']).ui.frozen).not.toBeNull();
  expect(after(feed, ['freeze', 'freeze']).ui.frozen).toBeNull();
});

test('a filter takes characters, and Backspace takes them back', () => {
  let ui = after(feed, ['filter']).ui;
  for (const key of ['g', 'ü', 'space', '日', 'up', 'ctrl+x', 'backspace'])
    ui = typeFilter(key, ui);

  expect(ui).toMatchObject({ editing: true, filter: { chain: 'gü ' } });
  expect(typeFilter('enter', ui)).toMatchObject({ editing: false, filter: { chain: 'gü ' } });
  expect(typeFilter('escape', ui)).toMatchObject({ editing: false, filter: { chain: '' } });
});

test('scrolling a long text ends where its last line is shown', () => {
  const facts = Object.fromEntries(Array.from({ length: 99 }, (_, index) => [`f${index}`, index]));
  const long = faultStory();
  long.look({ link: 'gpu-1', facts, outcome: 'failed', symptom: 'gpu.xid' });

  const end = after(long, ['open', 'bottom']).ui.scroll.link;

  expect(end).toBeGreaterThan(50);
  expect(after(long, ['open', 'bottom', 'down', 'down']).ui.scroll.link).toBe(end);
  expect(after(long, ['open', 'bottom', 'up']).ui.scroll.link).toBe(end - 1);
});
