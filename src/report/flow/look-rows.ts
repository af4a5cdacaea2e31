import type { LinkLooks } from '../../attribution/flow/looks.ts';
import type { Flow } from '../../attribution/flow/types.ts';
import { cell, type Row, run } from '../../terminal/row.ts';
import { type LinkLook, time } from './link-rows.ts';

/** Widths in cells: the name at the least and at the most; the figures, from left to right. */
const MIN_NAME = 12;
const MAX_NAME = 30;
const figures: readonly {
  readonly head: string;
  readonly width: number;
  readonly of: (link: LinkLooks) => string | null;
}[] = [
  { head: 'LOOKS', width: 8, of: ({ looks }) => looks.toLocaleString('en-US') },
  { head: 'FAILED', width: 7, of: ({ failed }) => failed.toLocaleString('en-US') },
  { head: '1ST TOKEN', width: 9, of: ({ firstTokenMs }) => known(firstTokenMs) },
  { head: 'OWN', width: 8, of: ownWords },
];

/** What the figures under OWN mean, for help. */
export const ownMeaning =
  'OWN: by own looks, the mean time to the first token at a link beyond that of the links behind it; the way to them is in it, and < means no more than that, as far as the looks tell';

/**
 * The same as seen by own looks that ask the model at each link; nothing where there are none:
 *
 *     LOOKED AT       LOOKS  FAILED 1ST TOKEN      OWN MET
 *     router             60      30     19 ms    14 ms llm.ttft_timeout 30
 */
export function lookRows({ looks }: Flow, { columns, glyphs, show }: LinkLook): readonly Row[] {
  if (looks.length === 0) return [];
  const spare = columns - 2 - figures.reduce((sum, { width }) => sum + width + 1, 0);
  const name = Math.max(MIN_NAME, Math.min(MAX_NAME, Math.floor(spare * 0.5)));
  const rest = Math.max(0, spare - name - 1);
  const lineOf = (link: string, texts: readonly string[], met: string): string => {
    const cells = figures.map(({ width }, at) => cell(texts[at] ?? '', width, glyphs, 'right'));
    return ` ${[cell(link, name, glyphs), ...cells, cell(met, rest, glyphs)].join(' ')}`.trimEnd();
  };
  const heads = figures.map(({ head }) => head);
  return [
    [run(lineOf('LOOKED AT', heads, 'MET'), 'muted')],
    ...looks.map((one): Row => {
      const texts = figures.map(({ of }) => of(one) ?? glyphs.none);
      const line = lineOf(show(one.link), texts, show(metWords(one)));
      return [run(line, one.failed > 0 ? 'warn' : 'plain')];
    }),
  ];
}

/** `llm.ttft_timeout 30, http.503 2`. */
export function metWords({ symptoms }: LinkLooks): string {
  return symptoms.map(({ symptom, count }) => `${symptom} ${count}`).join(', ');
}

/** A time that looks may have by chance is a bound: `< 230 ms`. Null where it is not measured. */
export function ownWords({ ownMs, ownWithinMs }: LinkLooks): string | null {
  if (ownMs === null || ownWithinMs === null) return null;
  return ownMs > ownWithinMs || ownWithinMs === 0
    ? time(ownMs, '')
    : `< ${time(ownMs + ownWithinMs, '')}`;
}

function known(ms: number | null): string | null {
  return ms === null ? null : time(ms, '');
}
