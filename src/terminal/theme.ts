/** The 16 colours that every terminal has and lets its user choose. */
export const colors = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
] as const;
export type Color = (typeof colors)[number];

export interface Style {
  readonly color?: Color;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly inverse?: boolean;
  readonly underline?: boolean;
}

/**
 * What a piece of text means, and how that looks. Good is cyan and bad is red because the two
 * stay apart for colour-blind eyes, where green and red do not; colour never stands alone, a
 * glyph and a word say the same. Nothing sets a background, so light terminals stay readable.
 */
export const theme = {
  plain: {},
  strong: { bold: true },
  ok: { color: 'cyan' },
  warn: { color: 'yellow' },
  fail: { color: 'red', bold: true },
  stale: { dim: true },
  muted: { dim: true },
  accent: { color: 'magenta' },
  selected: { inverse: true },
} as const satisfies Record<string, Style>;

export type Slot = keyof typeof theme;
