/**
 * Every sign that weaklink draws itself, in two sets. All are one cell wide; none is an emoji.
 * A test holds both sets to that.
 */
const unicode = {
  ok: '●',
  fail: '✖',
  warn: '▲',
  echo: '△',
  stale: '○',
  unknown: '?',
  none: '–',
  pointer: '›',
  bullet: '·',
  ellipsis: '…',
  rule: '─',
  branch: '├ ',
  lastBranch: '└ ',
  trunk: '│ ',
  gap: '  ',
  arrow: '→',
  mask: '•',
  bar: '▇',
  barRest: '░',
  quote: '│',
  turnDown: '╮',
  turnUp: '╯',
  fromBelow: '╭',
  fromAbove: '╰',
  crossing: '┼',
  play: '▸',
  pause: '‖',
  played: '━',
  cursor: '┃',
  markFault: '▼',
  markVerdict: '◉',
  markChange: '◆',
  markClaim: '“',
  markPolicy: '¶',
  markNote: '§',
  sparks: '▁▂▃▄▅▆▇█',
} as const;

export type Glyphs = { readonly [K in keyof typeof unicode]: string };

const ascii: Glyphs = {
  ok: '+',
  fail: 'x',
  warn: '!',
  echo: '^',
  stale: 'o',
  unknown: '?',
  none: '-',
  pointer: '>',
  bullet: '|',
  ellipsis: '~',
  rule: '-',
  branch: '|-',
  lastBranch: '`-',
  trunk: '| ',
  gap: '  ',
  arrow: '>',
  mask: '*',
  bar: '#',
  barRest: '.',
  quote: '|',
  turnDown: '.',
  turnUp: "'",
  fromBelow: '.',
  fromAbove: '`',
  crossing: '+',
  play: '>',
  pause: '"',
  played: '=',
  cursor: '|',
  markFault: 'F',
  markVerdict: 'V',
  markChange: 'C',
  markClaim: 'S',
  markPolicy: 'P',
  markNote: 'N',
  sparks: '_.-=+*#%',
};

export const glyphSets = { unicode, ascii } as const;

export function glyphsFor(capabilities: { readonly unicode: boolean }): Glyphs {
  return capabilities.unicode ? unicode : ascii;
}
