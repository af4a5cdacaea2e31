import { expect, test } from 'vitest';
import { bindingsOn, commandFor, keyLabel, keymap } from '../../src/console/keymap.ts';
import { screenNames } from '../../src/console/ui-state.ts';

test('no key means two things on one screen', () => {
  for (const screen of screenNames) {
    const keys = bindingsOn(screen, true).flatMap((binding) => binding.keys);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  }
});

test('ids are unique, and every binding says what it does in one sentence', () => {
  expect(new Set(keymap.map(({ id }) => id)).size).toBe(keymap.length);
  for (const { description } of keymap) expect(description).toMatch(/^[a-z].*[^.!]$/);
});

test('both families of movement work everywhere', () => {
  for (const screen of screenNames) {
    expect(commandFor('j', screen, false)).toBe('down');
    expect(commandFor('down', screen, false)).toBe('down');
    expect(commandFor('G', screen, false)).toBe('bottom');
    expect(commandFor('pageup', screen, false)).toBe('page-up');
  }
});

test('Enter opens a link, and injects where faults are listed', () => {
  expect(commandFor('enter', 'chain', true)).toBe('open');
  expect(commandFor('enter', 'faults', true)).toBe('inject');
});

test('where nothing can be injected, no key tries to', () => {
  expect(commandFor('f', 'chain', true)).toBe('faults');
  expect(commandFor('f', 'chain', false)).toBeUndefined();
  expect(bindingsOn('chain', false).some(({ id }) => id === 'clear-faults')).toBe(false);
});

test('Esc never quits', () => {
  for (const screen of screenNames) expect(commandFor('escape', screen, true)).toBe('back');
});

test('labels are what stands on the keyboard', () => {
  expect(['ctrl+c', 'pagedown', 'space', 'j'].map(keyLabel)).toEqual([
    'Ctrl-c',
    'PgDn',
    'Space',
    'j',
  ]);
});

test('over a recording no key means two things either, and its keys are there alone', () => {
  for (const screen of screenNames) {
    const keys = bindingsOn(screen, false, true).flatMap((binding) => binding.keys);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    expect(commandFor('space', screen, false, true)).toBe('play');
    expect(commandFor(']', screen, false, true)).toBe('next-mark');
    expect(commandFor(']', screen, true)).toBeUndefined();
  }
  expect(commandFor('space', 'chain', false)).toBe('freeze');
  expect(commandFor('n', 'chain', false, true)).toBeUndefined();
});
