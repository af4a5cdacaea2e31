import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KeyRouter } from '../../src/console/key-router.ts';

const delayMs = 50;
let pressed: string[];
let router: KeyRouter;

beforeEach(() => {
  vi.useFakeTimers();
  pressed = [];
  router = new KeyRouter(
    delayMs,
    (key) => pressed.push(key),
    (text) => pressed.push(`text ${text}`),
  );
});
afterEach(() => {
  router.stop();
  vi.useRealTimers();
});

test('keys pass in their order', () => {
  router.take(['j', 'j', 'j']);
  router.take(['enter']);

  expect(pressed).toEqual(['j', 'j', 'j', 'enter']);
});

test('a lone Esc is an Esc, a moment later', () => {
  router.take(['escape']);
  expect(pressed).toEqual([]);

  vi.advanceTimersByTime(delayMs);

  expect(pressed).toEqual(['escape']);
});

test.each([
  ['Esc, then [A', [['escape'], ['[', 'A']], 'up'],
  ['Esc, [, A one by one', [['escape'], ['['], ['B']], 'down'],
  ['Esc, then [5~', [['escape'], ['[', '5', '~']], 'pageup'],
  ['Esc, then OA of a keypad', [['escape'], ['O', 'A']], 'up'],
  ['Esc O in one, A in another', [['alt+O'], ['A']], 'up'],
  ['Esc [ in one, of which Ink keeps [, then H', [['['], ['H']], 'home'],
] as const)('a torn key is put together: %s', (_name, parts, key) => {
  for (const part of parts) router.take(part);

  expect(pressed).toEqual([key]);
});

test('an Esc and a key that has nothing to do with it are two keys', () => {
  router.take(['escape']);
  router.take(['q']);

  expect(pressed).toEqual(['escape', 'q']);
});

test('two Escs are two Escs', () => {
  router.take(['escape']);
  router.take(['escape']);
  vi.advanceTimersByTime(delayMs);

  expect(pressed).toEqual(['escape', 'escape']);
});

test('a bracket that nothing follows is a bracket', () => {
  router.take(['[']);
  vi.advanceTimersByTime(delayMs);

  expect(pressed).toEqual(['[']);
});

test('pasted text is text, and no row of keys', () => {
  router.take([...'rm', 'space', ...'-rf', 'enter', 'q']);

  expect(pressed).toEqual(['text rm -rf\nq']);
});

test('a filter that was typed faster than the line is still a filter', () => {
  router.take([...'/gpu-1', 'enter']);

  expect(pressed).toEqual(['/', 'text gpu-1\n']);
});

test('a pasted path is at most a filter', () => {
  router.take([...'/etc/x', 'enter', ...'rm q']);

  expect(pressed).toEqual(['/', 'text etc/x\nrm q']);
});

test('a key that is held down is', () => {
  router.take([...'jjjjjjjjjjjj']);

  expect(pressed).toHaveLength(12);
});

test('nothing comes after the end', () => {
  router.take(['escape']);
  router.stop();
  vi.advanceTimersByTime(delayMs);

  expect(pressed).toEqual([]);
});
