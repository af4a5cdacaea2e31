/**
 * `npm run bench:captures [folder] [--mutations N]`: reads every file of the shared captures with the
 * readers of the probes, prints file → parsed by → facts → symptoms, compares with independent counts,
 * and then reads mutated captures. Exits 1 where anything is lost, thrown, too slow or unsafe.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { sanitise } from '../src/text/sanitise.ts';
import { mutateAll } from './captures/mutate-all.ts';
import { type CaptureRow, isLossy, readCaptures } from './captures/table.ts';

/** Characters of a line of the table: eight long names of metrics fit. */
const LINE_CHARACTERS = 2_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mutations: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
  },
});
const folder = resolve(
  positionals[0] ?? new URL('../../shared/captures', import.meta.url).pathname,
);
if (!existsSync(folder)) {
  console.error(`There is no ${folder}: name the folder of the captures.`);
  process.exit(2);
}

const rows = readCaptures(folder);
for (const row of rows)
  for (const line of wordsOf(row)) console.log(sanitise(line, { maxCharacters: LINE_CHARACTERS }));
const read = rows.filter(({ reading }) => reading !== null);
const lossy = rows.filter(isLossy);
const sum = (of: (row: CaptureRow) => number) => read.reduce((total, row) => total + of(row), 0);
console.log(
  `\n${new Set(rows.map(({ file }) => file)).size} files, ${rows.length} answers: ${read.length} read, ` +
    `${rows.length - read.length} read by no probe; ${sum(({ reading }) => reading?.kept ?? 0)} fields kept, ` +
    `${sum(({ reading }) => reading?.lost.length ?? 0)} lost; slowest ${Math.max(...rows.map(({ tookMs }) => tookMs)).toFixed(0)} ms`,
);
for (const { file, section, reading } of lossy) {
  console.log(sanitise(`lost in ${file} ${section}: ${reading?.lost.slice(0, 5).join(' · ')}`));
}

const mutated = await mutateAll(folder, Number(values.mutations), Number(values.seed));
console.log(mutated.summary);
process.exitCode = lossy.length === 0 && read.length > 0 && mutated.sound ? 0 : 1;

function wordsOf({ file, section, reading, why }: CaptureRow): readonly string[] {
  const name = file.replace(/\/.*__/, '/…');
  const title = section === '' ? name : `${name} · ${section.slice(0, 60)}`;
  if (reading === null) return [title, `    read by no probe: ${why}`];
  const { parsedBy, inText, kept, facts, symptoms, unknown } = reading;
  const count = inText === null ? `${kept} kept` : `${kept} kept of ${inText}`;
  const more = unknown.length > 8 ? ` and ${unknown.length - 8} more` : '';
  return [
    title,
    `    ${parsedBy}, ${count} → ${facts.slice(0, 10).join(', ')}`,
    `    → ${symptoms.join(', ') || 'nothing is wrong'}`,
    ...(unknown.length > 0
      ? [`    without meaning to a judgement: ${unknown.slice(0, 8).join(', ')}${more}`]
      : []),
  ];
}
