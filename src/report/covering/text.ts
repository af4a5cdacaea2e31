import type { Coverage, LinkCoverage, Mend } from '../../diagnosis/covering/coverage.ts';
import { glyphsFor } from '../../terminal/glyphs.ts';
import { paintRow, plainRow } from '../../terminal/paint.ts';
import { cell, emptyRow, type Row, run } from '../../terminal/row.ts';
import { labelled, listed, plainLook, sentences, type TextLook } from '../text.ts';

/** Links and additions of the short form: with its head it fits on the smallest terminal. */
const LINKS_SHORT = 15;
const MENDS_SHORT = 3;
/** Columns of each cell; with the spaces between them 79. */
const columns = { link: 20, seen: 5, told: 7, mode: 6, rest: 37 } as const;

export interface CoverageTextOptions {
  readonly chain: string;
  /** Everything, however long. */
  readonly all: boolean;
}

/**
 * What a chain's looks could show, at most 80 columns wide:
 *
 *     COVERAGE  acme-prod: 15 links, 31 looks
 *     Seen      71 % of the faults known of these links, by how common they are
 *     Told      66 % pinned on the right link, 41 % on the right fault
 *     Add       process probe of router: 6 % more seen, 3 % more told
 *
 *     LINK  SEEN  PINNED  FAULT  NOT SEEN; LOOKS LIKE
 */
export function coverageText(
  coverage: Coverage,
  { chain, all }: CoverageTextOptions,
  look: TextLook = plainLook,
): string {
  const write = look.terminal ? paintRow : plainRow;
  const mends = all ? coverage.mends : coverage.mends.slice(0, MENDS_SHORT);
  const rows: readonly Row[] = [
    ...labelled(
      'COVERAGE',
      `${chain}: ${counted(coverage.links.length, 'link')}, ${counted(coverage.looks, 'look')}`,
      'strong',
    ),
    ...labelled(
      'Seen',
      `${part(coverage.seen)} of the faults known of these links, by how common they are`,
    ),
    ...labelled(
      'Told',
      `${part(coverage.linkTold)} pinned on the right link, ${part(coverage.modeTold)} on the right fault`,
    ),
    ...sentences('Add', mends.map(mendWords)),
    emptyRow,
    ...table(coverage.links, all, look),
    ...(all ? [emptyRow, ...details(coverage)] : []),
  ];
  return rows.map((row) => `${write(row, look)}\n`).join('');
}

/** `process probe of router, from a vantage on its machine: 6 % more seen, 3 % more told`. */
export function mendWords({ link, probe, reach, vantage, onTheMachine, ...gain }: Mend): string {
  const what = probe === 'openai' && reach === 'through' ? 'openai canary' : `${probe} probe`;
  const from =
    vantage !== 'local' ? ` from ${vantage}` : onTheMachine ? ' (from its own machine)' : '';
  const gains = [
    ...(gain.newlySeen >= 0.0005 ? [`${part(gain.newlySeen)} more seen`] : []),
    ...(gain.newlyTold >= 0.0005 ? [`${part(gain.newlyTold)} more told`] : []),
  ];
  return `${what} of ${link}${from}: ${gains.join(', ')}`;
}

function table(links: readonly LinkCoverage[], all: boolean, look: TextLook): readonly Row[] {
  const glyphs = glyphsFor(look);
  // The blindest are what a reader looks for where not all fit.
  const shown =
    all || links.length <= LINKS_SHORT
      ? links
      : links.toSorted((a, b) => a.linkTold - b.linkTold).slice(0, LINKS_SHORT - 1);
  const head = ['LINK', 'SEEN', 'PINNED', 'FAULT', 'NOT SEEN; LOOKS LIKE'] as const;
  const line = ([link, seen, told, mode, rest]: readonly [
    string,
    string,
    string,
    string,
    string,
  ]) =>
    [
      cell(link, columns.link, glyphs),
      cell(seen, columns.seen, glyphs, 'right'),
      cell(told, columns.told, glyphs, 'right'),
      cell(mode, columns.mode, glyphs, 'right'),
      cell(rest, columns.rest, glyphs).trimEnd(),
    ].join(' ');
  const rows = shown.map((one) =>
    run(
      line([one.link, part(one.seen), part(one.linkTold), part(one.modeTold), shortOf(one)]),
      one.seen < 0.5 ? 'warn' : 'plain',
    ),
  );
  const left = links.length - shown.length;
  return [
    [run(line(head), 'muted')],
    ...rows.map((one) => [one]),
    ...(left > 0 ? [[run(`${counted(left, 'more link')}: --all shows them`, 'muted')]] : []),
  ];
}

/** `auth 3, quota; like router, store`: families of modes, so that it fits on a line. */
function shortOf({ blind, alikeTo }: LinkCoverage): string {
  const families = [...Map.groupBy(blind, (mode) => mode.split('.')[0] ?? mode)].map(
    ([family, modes]) => (modes.length === 1 ? family : `${family} ${modes.length}`),
  );
  const alike = alikeTo.length > 0 ? [`like ${alikeTo.join(', ')}`] : [];
  return [...(families.length > 0 ? [families.join(', ')] : []), ...alike].join('; ');
}

function details({ links, alike }: Coverage): readonly Row[] {
  return [
    ...links.flatMap(({ link, blind }) =>
      listed(
        'Not seen',
        blind.map((mode) => `${link} ${mode}`),
      ),
    ),
    ...sentences(
      'Alike',
      alike.map(
        ({ share, faults }) =>
          `${part(share)}: ${faults.map(({ link, mode }) => `${link} ${mode}`).join(', ')}`,
      ),
    ),
  ];
}

/** `1 link`, `3 links`. */
function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** 0…1 → `41 %`: a share of a known list, which may well be none or all of it. */
function part(share: number): string {
  if (share > 0 && share < 0.005) return '< 1 %';
  if (share < 1 && share >= 0.995) return '99 %';
  return `${Math.round(share * 100)} %`;
}
