import type { Key } from 'ink';

/** Keys that Ink names by a flag, in the order in which they are asked for. */
const flagged = {
  upArrow: 'up',
  downArrow: 'down',
  leftArrow: 'left',
  rightArrow: 'right',
  pageUp: 'pageup',
  pageDown: 'pagedown',
  home: 'home',
  end: 'end',
  return: 'enter',
  escape: 'escape',
  backspace: 'backspace',
  delete: 'backspace',
} as const satisfies Partial<Record<keyof Key, string>>;

const named: Readonly<Record<string, string>> = {
  ' ': 'space',
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
};

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * What Ink hands to `useInput` → names of keys, one a key. Keys that were held down, or that came
 * together over a slow line, arrive as one text: `jjj` is three keys.
 */
export function keyNames(input: string, key: Key): readonly string[] {
  if (key.tab) return [key.shift ? 'shift+tab' : 'tab'];
  for (const [flag, name] of Object.entries(flagged)) {
    if (key[flag as keyof typeof flagged]) return [name];
  }
  if (key.ctrl) return input === '' ? [] : [`ctrl+${input}`];
  if (key.meta) return input === '' ? [] : [`alt+${input}`];
  return [...segmenter.segment(input)].map(({ segment }) => named[segment] ?? segment);
}
