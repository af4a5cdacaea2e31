import type { Flow, LinkPassage } from '../../attribution/flow/types.ts';
import type { Glyphs } from '../../terminal/glyphs.ts';
import { cell, type Row, run, wrapText } from '../../terminal/row.ts';

/** Widths of the first column in cells. */
const MIN_NAME = 12;
const MAX_NAME = 30;
/** Columns of a terminal from which the median has room beside the 95th percentile. */
const MEDIAN_FROM = 76;

/** What is said of a link, from left to right; null where nobody knows. Widths in cells. */
const figures: readonly {
  readonly head: string;
  readonly width: number;
  readonly of: (link: LinkPassage, flow: Flow) => string | null;
}[] = [
  { head: 'IN', width: 8, of: (link) => link.in.toLocaleString('en-US') },
  { head: 'LOST', width: 7, of: (link) => link.lost.toLocaleString('en-US') },
  { head: 'P50', width: 8, of: ({ p50Ms }) => known(p50Ms) },
  { head: 'P95', width: 8, of: ({ p95Ms }) => known(p95Ms) },
  { head: '1ST TOKEN', width: 9, of: ({ firstTokenMs }) => known(firstTokenMs) },
  { head: 'SHARE', width: 5, of: (link) => shareWords(link, null) },
];

function known(ms: number | null): string | null {
  return ms === null ? null : time(ms, '');
}

export interface LinkLook {
  readonly columns: number;
  readonly glyphs: Glyphs;
  readonly show: (text: string) => string;
}

/**
 * Where time and errors of a model go, one line a link, as requests pass them where the chain says, else the busiest first:
 *
 *     LINK            IN    LOST      P50      P95  1ST TOKEN SHARE ERRORS
 *     replica-a    1,204       3   612 ms    1.4 s     187 ms  81 % 503 3
 */
export function linkRows(flow: Flow, look: LinkLook): readonly Row[] {
  const { glyphs, show, columns } = look;
  const none = glyphs.none;
  const shown = columns >= MEDIAN_FROM ? figures : figures.filter(({ head }) => head !== 'P50');
  const fixed = shown.reduce((sum, { width }) => sum + width + 1, 0);
  const spare = columns - 2 - fixed;
  const name = Math.max(MIN_NAME, Math.min(MAX_NAME, Math.floor(spare * 0.6)));
  const errors = Math.max(0, spare - name - 1);
  const lineOf = (link: string, texts: readonly string[], error: string): string => {
    const cells = shown.map(({ width }, at) => cell(texts[at] ?? '', width, glyphs, 'right'));
    return ` ${[cell(link, name, glyphs), ...cells, cell(error, errors, glyphs)].join(' ')}`.trimEnd();
  };
  return [
    [
      run(
        lineOf(
          'LINK',
          shown.map(({ head }) => head),
          'ERRORS',
        ),
        'muted',
      ),
    ],
    ...flow.links.map((one): Row => {
      const texts = shown.map(({ of }) => of(one, flow) ?? none);
      const told = one.errors.map(({ error, count }) => `${error} ${count}`).join(', ');
      return [run(lineOf(show(one.link), texts, show(told)), one.lost > 0 ? 'warn' : 'plain')];
    }),
    ...wrapText(firstTokenWords(flow), columns - 2).map((text) => [run(` ${text}`, 'muted')]),
  ];
}

/** A link's part of the time to the first token; see {@link shareMeaning}. */
export function shareWords<T>({ firstTokenShare }: LinkPassage, none: T): string | T {
  return firstTokenShare === null ? none : percent(firstTokenShare);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** What the figures under SHARE mean, for help. */
export const shareMeaning =
  'SHARE: of all the time that answers whose way was told waited for their first token, the part spent in a link; with what no link told, they sum to 100 %';

/** `time to the first token: p50 212 ms, p95 1.4 s of 1,204; 12 ms of it, 6 %, on no measured link`. */
export function firstTokenWords({ firstToken, links }: Flow): string {
  const { p50Ms, p95Ms, of, elsewhereMs, elsewhereShare } = firstToken;
  if (of === 0) return 'time to the first token: nobody told it';
  const head = `time to the first token: p50 ${time(p50Ms, '?')}, p95 ${time(p95Ms, '?')} of ${of.toLocaleString('en-US')}`;
  if (elsewhereMs !== null) {
    return `${head}; ${time(elsewhereMs, '?')} of it, ${percent(elsewhereShare ?? 0)}, on no measured link`;
  }
  const isWhole = links.some(({ measured }) => measured === 'whole');
  return isWhole ? `${head}; nobody told the way, so each link has all of it` : head;
}

export function time(ms: number | null, none: string): string {
  if (ms === null) return none;
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  return ms < 99_950 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 60_000)} m`;
}
