import { MAX_FALSE_CREDIT } from '../../attribution/methods/trace/searched.ts';
import type { PartyId } from '../../attribution/types.ts';
import type { TextLook } from '../../report/text.ts';
import { glyphsFor } from '../../terminal/glyphs.ts';
import { paintRow, plainRow } from '../../terminal/paint.ts';
import { cell, emptyRow, type Row, run, wrapText } from '../../terminal/row.ts';
import type { Style } from '../../terminal/theme.ts';
import { sanitise } from '../../text/sanitise.ts';
import { percent } from '../datanet/words.ts';
import { markedRows } from './marked-rows.ts';
import { piecesOf } from './marks.ts';
import type { Traced } from './traced.ts';

const COLUMNS = 80;
/** Documents that are listed; an answer seldom has more. */
const MAX_DOCUMENTS = 20;
/** Colours of datanets, in turn; letters tell them apart where there are more, or no colour. */
const colors = ['cyan', 'magenta', 'yellow', 'green', 'blue'] as const;

/**
 * An answer with its sources, at most 80 columns wide:
 *
 *     He said: [to be or not to be that is the question]A1
 *
 *     A  plays        60.0 % of the answer
 *       A1 hamlet.txt   william   CC0-1.0   1603-01-01   6 words
 */
export function traceText(
  traced: Traced,
  sizes: ReadonlyMap<PartyId, number>,
  look: TextLook,
): string {
  const marks = marksOf(traced);
  const pieces = piecesOf(traced.trace).map(({ text, source }) => ({
    text: sanitise(text, { lines: true, maxCharacters: text.length + 1 }),
    mark: source === null ? null : marks.of(source.datanet, source.hash),
    style: source === null ? ({} as Style) : marks.styleOf(source.datanet),
  }));
  const rows: readonly Row[] = [
    ...markedRows(pieces, COLUMNS),
    emptyRow,
    ...sourceRows(traced, marks, look),
    emptyRow,
    ...shareRows(traced, sizes, look),
    emptyRow,
    ...remarks(traced).flatMap((text) => wrapText(text, COLUMNS).map((line) => [run(line)])),
  ];
  const write = look.terminal ? paintRow : plainRow;
  return rows.map((row) => `${write(row, look)}\n`).join('');
}

interface Marks {
  of(datanet: string, hash: string): string;
  styleOf(datanet: string): Style;
  readonly datanets: readonly string[];
}

/** A letter for each datanet, and a number for each of its documents, in the order of the answer. */
function marksOf({ trace }: Traced): Marks {
  const datanets: string[] = [];
  const documents = new Map<string, string[]>();
  const numberOf = (datanet: string, hash: string) => {
    if (!datanets.includes(datanet)) datanets.push(datanet);
    const known = documents.get(datanet) ?? [];
    documents.set(datanet, known);
    if (!known.includes(hash)) known.push(hash);
    return known.indexOf(hash) + 1;
  };
  for (const { source } of piecesOf(trace)) if (source) numberOf(source.datanet, source.hash);
  return {
    datanets,
    of: (datanet, hash) => `${letterOf(datanets, datanet)}${numberOf(datanet, hash)}`,
    styleOf: (datanet) => {
      const color = colors[datanets.indexOf(datanet) % colors.length] ?? 'cyan';
      return { color, underline: true };
    },
  };
}

function letterOf(datanets: readonly string[], datanet: string): string {
  const at = datanets.indexOf(datanet);
  return at < 26 ? String.fromCharCode(65 + at) : `N${at + 1}.`;
}

function sourceRows(traced: Traced, marks: Marks, look: TextLook): readonly Row[] {
  const glyphs = glyphsFor(look);
  const { count } = traced.trace.tokens;
  const { documents } = traced;
  if (documents.length === 0) return [[run('Nothing of it stands in any datanet.')]];
  const [{ source: first } = { source: undefined }] = documents;
  const unit = first?.searched.tokeniser.unit ?? 'token';
  const rows = documents.slice(0, MAX_DOCUMENTS).map(({ source, tokens }): Row => {
    const { owner, hash, documents: copies } = source.content;
    const mark = marks.of(source.searched.name, hash);
    const copied = copies.length > 1 ? ` (${copies.length - 1} copied from it)` : '';
    const words = `${tokens.toFixed(tokens % 1 === 0 ? 0 : 1)} ${unit}s`;
    return [
      run(cell(mark, 5, glyphs), marks.styleOf(source.searched.name)),
      run(cell(words, 12, glyphs, 'right')),
      run(cell(`  ${sanitise(owner.contributor)}`, 16, glyphs)),
      run(cell(` ${sanitise(owner.licence ?? 'no licence')}`, 14, glyphs)),
      run(` ${owner.registered.slice(0, 10)} `),
      run(cell(sanitise(owner.title) + copied, 21, glyphs)),
    ];
  });
  const heads = marks.datanets.map((name): Row => {
    const own = documents.filter(({ source }) => source.searched.name === name);
    const tokens = own.reduce((sum, one) => sum + one.tokens, 0);
    const letter = cell(letterOf(marks.datanets, name), 5, glyphs);
    return [
      run(letter, marks.styleOf(name)),
      run(cell(percent(tokens / Math.max(1, count)), 12, glyphs, 'right')),
      run(`  ${sanitise(name)}`, 'strong'),
    ];
  });
  const rest = documents.length - MAX_DOCUMENTS;
  return [...heads, ...rows, ...(rest > 0 ? [[run(`… and ${rest} more documents`)]] : [])];
}

function shareRows(
  { shares }: Traced,
  sizes: ReadonlyMap<PartyId, number>,
  look: TextLook,
): readonly Row[] {
  const glyphs = glyphsFor(look);
  const whole = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const line = (party: string, share: string, size: string, method: string): Row => [
    run(cell(party, 32, glyphs)),
    run(cell(share, 11, glyphs, 'right')),
    run(cell(size, 11, glyphs, 'right')),
    run(`  ${method}`),
  ];
  return [
    line('PARTY', 'SHARE', 'BY SIZE', 'METHOD').map((one) => ({ ...one, style: 'muted' as const })),
    ...shares.map(({ party, ppm, method, evidence }) =>
      line(
        sanitise(party),
        percent(ppm / 1e6),
        whole > 0 ? percent((sizes.get(party) ?? 0) / whole) : glyphs.none,
        `${method}, ${evidence}`,
      ),
    ),
  ];
}

/** What the figures do not say by themselves. */
function remarks({ trace, unknownCitations }: Traced): readonly string[] {
  const minimums = trace.searched.map(({ minimum }) => minimum);
  const lengths = minimums.map(({ length }) => length);
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
  const unit = trace.searched[0]?.tokeniser.unit ?? 'token';
  const between = least === most ? `${least}` : `${least} to ${most}`;
  const known = minimums.flatMap(({ falseCredit }) => (falseCredit === null ? [] : [falseCredit]));
  const rate =
    known.length < minimums.length || known.length === 0
      ? 'How much unrelated text that would credit was not measured.'
      : `That would credit at most ${percent(known.reduce((sum, one) => sum + one, 0))} of unrelated text (allowed: ${percent(MAX_FALSE_CREDIT)}).`;
  return [
    ...(lengths.length === 0 ? [] : [`Agreement counts from ${between} ${unit}s on. ${rate}`]),
    ...unknownCitations.map((name) => `Cited, but in no datanet: ${sanitise(name)}`),
    'The same words stand there; that does not say that they were the cause.',
  ];
}
