import { afterEach, expect, test } from 'vitest';
import { bindingsOn, commandFor } from '../../../src/console/keymap.ts';
import { screenNames } from '../../../src/console/ui-state.ts';
import { faultStory } from '../../support/stories.ts';
import { TestTerminal } from '../../support/terminal.tsx';
import { roundOver } from './game.ts';

let terminal: TestTerminal | null = null;
afterEach(async () => {
  await terminal?.close();
  terminal = null;
});

test('the keys of training are there in training alone, and none means two things', () => {
  expect(commandFor('d', 'chain', false, false, true)).toBe('drill');
  expect(commandFor('d', 'chain', false)).toBeUndefined();
  for (const screen of screenNames) {
    const keys = bindingsOn(screen, true, false, true).flatMap((binding) => binding.keys);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  }
});

test('a person takes a hint, names the culprit and sees both answers', async () => {
  const feed = faultStory();
  const { hidden, game } = roundOver(feed);
  terminal = new TestTerminal(hidden);
  await terminal.until('HIDDEN');
  terminal.type('d');
  await terminal.until('which link is at fault?');
  terminal.type('t');
  await terminal.until('Hint 1');

  const wanted = game.state().choices.findIndex(({ link }) => link === 'gpu-1');
  for (let step = 0; step < wanted; step += 1) terminal.type('j');
  await terminal.until((text) => /^ › gpu-1/m.test(text));
  terminal.type('\r');
  await terminal.until('what is wrong with gpu-1?');
  terminal.type('\u001b');
  await terminal.until('which link is at fault?');
  for (let step = 0; step < wanted; step += 1) terminal.type('j');
  await terminal.until((text) => /^ › gpu-1/m.test(text));
  terminal.type('\r');
  await terminal.until('only the link');
  terminal.type('\r');
  await terminal.until('you found it first');
  expect(terminal.text()).toMatch(/You +● gpu-1 +– .* 1 +55$/m);

  terminal.type('q');
  await terminal.until('BROKEN');
});

test('a family, a typed text and Esc lead through many modes, on one screen', async () => {
  const { hidden, game } = roundOver(faultStory());
  terminal = new TestTerminal(hidden);
  await terminal.until('HIDDEN');
  terminal.type('d');
  await terminal.until('which link is at fault?');
  for (const { link } of game.state().choices) {
    if (link === 'gateway') break;
    terminal.type('j');
  }
  await terminal.until((text) => /^ › gateway/m.test(text));
  terminal.type('\r');
  await terminal.until('what is wrong with gateway? Esc: another link');
  terminal.type('j');
  await terminal.until((text) => /^ › service/m.test(text));
  terminal.type('\r');
  await terminal.until('what is wrong with gateway, service? Esc: all families');
  expect(terminal.text()).toMatch(/^ {3}hung +service/m);

  terminal.type('\u001b');
  await terminal.until('what is wrong with gateway? Esc: another link');
  terminal.type('/');
  await terminal.until('Enter keeps it');
  for (const letter of 'connections') terminal.type(letter);
  await terminal.until('filter /connections');
  terminal.type('\r');
  await terminal.until((text) => !text.includes('Enter keeps it'));
  terminal.type('\u001b');
  await terminal.until((text) => !text.includes('filter /connections'));
  expect(terminal.text()).toContain('what is wrong with gateway? Esc: another link');

  terminal.type('/');
  await terminal.until('Enter keeps it');
  for (const letter of 'nothing listens') terminal.type(letter);
  await terminal.until((text) => /^ › crashed +service/m.test(text));
  terminal.type('\r');
  await terminal.until((text) => !text.includes('Enter keeps it'));
  terminal.type('\r');
  await terminal.until('The fault');
  expect(terminal.text()).toMatch(/You +✖ gateway +✖ crashed/);
});

test('who gives up is told the truth', async () => {
  const { hidden } = roundOver(faultStory());
  terminal = new TestTerminal(hidden);
  await terminal.until('HIDDEN');
  terminal.type('dx');
  await terminal.until('gave up');
  expect(terminal.text()).toContain('gpu-1-lost');
});
