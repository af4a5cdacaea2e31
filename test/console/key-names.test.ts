import type { Key } from 'ink';
import { expect, test } from 'vitest';
import { keyNames } from '../../src/console/key-names.ts';

const key = (changes: Partial<Key> = {}) => changes as Key;

test.each([
  ['j', {}, ['j']],
  ['jjj', {}, ['j', 'j', 'j']],
  ['j\r', {}, ['j', 'enter']],
  [' ', {}, ['space']],
  ['ü', {}, ['ü']],
  ['', { upArrow: true }, ['up']],
  ['', { pageDown: true }, ['pagedown']],
  ['', { return: true }, ['enter']],
  ['', { escape: true }, ['escape']],
  ['', { tab: true }, ['tab']],
  ['', { tab: true, shift: true }, ['shift+tab']],
  ['c', { ctrl: true }, ['ctrl+c']],
  ['x', { meta: true }, ['alt+x']],
  ['', { ctrl: true }, []],
  ['', { delete: true }, ['backspace']],
] as const)('%j with %o is %j', (input, flags, names) => {
  expect(keyNames(input, key(flags))).toEqual(names);
});
