import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { seeded } from '../../../bench/rca/shuffle.ts';
import { rcaText } from '../../../src/cli/rca/text.ts';
import { readCase } from '../../../src/diagnosis/metrics/input/read-case.ts';
import { diagnoseMetrics, type RcaResult } from '../../../src/diagnosis/metrics/verdict/result.ts';
import { WeaklinkError } from '../../../src/platform/errors.ts';

const fixtures = resolve(import.meta.dirname, '../../../fixtures/rca');
const root = mkdtempSync(join(tmpdir(), 'weaklink-rca-robust-'));
afterAll(() => rmSync(root, { recursive: true }));
let cases = 0;

type Files = Readonly<Record<string, string>>;

function filesOf(name: string): Files {
  const directory = join(fixtures, name);
  return Object.fromEntries(
    readdirSync(directory).map((file) => [file, readFileSync(join(directory, file), 'utf8')]),
  );
}

async function answer(files: Files): Promise<RcaResult> {
  cases += 1;
  const directory = join(root, `${cases}`);
  mkdirSync(directory);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return diagnoseMetrics(await readCase(directory));
}

const good = filesOf('slow-database');
const metrics = good['metrics.csv'] ?? '';
const change = (edit: (text: string) => string): Files => ({
  ...good,
  'metrics.csv': edit(metrics),
});
const times = (format: (ms: number) => string) =>
  change((text) => text.replace(/^2026-\S+?Z/gm, (iso) => format(Date.parse(iso))));
const first = async (files: Files) => (await answer(files)).ranking[0];

describe('the same case in another dress', () => {
  it.each<[string, Files]>([
    ['with a byte order mark', change((text) => `\uFEFF${text}`)],
    ['with CRLF', change((text) => text.replaceAll('\n', '\r\n'))],
    ['in epoch seconds', times((ms) => `${ms / 1_000}`)],
    ['in epoch milliseconds', times((ms) => `${ms}`)],
    [
      'in local time with an offset',
      times((ms) => new Date(ms).toISOString().replace('Z', '+00:00')),
    ],
    ['with quoted cells', change((text) => text.replace(/[^,\n]+/g, '"$&"'))],
    ['with rows upside down', change(reversed)],
    ['in seconds, not milliseconds', change(inSeconds)],
    ['in percent, not fractions', change(inPercent)],
    ['without its last line break', change((text) => text.trimEnd())],
  ])('%s', async (_, files) => {
    const [plain, dressed] = [await first(good), await first(files)];
    expect(dressed).toMatchObject({ service: 'db', mode: 'slow' });
    expect(dressed?.probability).toBeCloseTo(plain?.probability ?? 0, 3);
  });
});

function reversed(text: string): string {
  const [header = '', ...rows] = text.trimEnd().split('\n');
  return `${[header, ...rows.reverse()].join('\n')}\n`;
}

function inSeconds(text: string): string {
  return eachCell(
    text.replaceAll('latency_ms', 'latency_s'),
    /latency_s/,
    (value) => value / 1_000,
  );
}

function inPercent(text: string): string {
  return eachCell(text, /success_rate/, (value) => value * 100);
}

function eachCell(text: string, columns: RegExp, edit: (value: number) => number): string {
  const [header = '', ...rows] = text.trimEnd().split('\n');
  const names = header.split(',');
  return `${[
    header,
    ...rows.map((row) =>
      row
        .split(',')
        .map((cell, at) => (columns.test(names[at] ?? '') ? `${edit(Number(cell))}` : cell))
        .join(','),
    ),
  ].join('\n')}\n`;
}

describe('what is missing or does not fit', () => {
  it('is measured less, and the answer holds', async () => {
    const holes = change((text) =>
      text.replace(/^(\S*T09:(?:03|11|26):00Z,)[^,]*,[^,]*/gm, '$1NaN,'),
    );
    expect(await first(holes)).toMatchObject({ service: 'db' });
    const { 'logs.ndjson': _logs, 'changes.ndjson': _changes, ...few } = good;
    expect(await first(few)).toMatchObject({ service: 'db' });
  });

  it('is a service without measurements, and a measured one that nobody calls', async () => {
    const edges = 'caller,callee\nweb,api\napi,db\nweb,mail\napi,cache\ncache,disk\n';
    expect(await first({ ...good, 'edges.csv': edges })).toMatchObject({ service: 'db' });
    const stranger = change((text) =>
      text
        .replace(/$/gm, ',9')
        .replace(/^(time.*),9$/m, '$1,stranger|latency_ms')
        .replace(/^,9$/m, ''),
    );
    const { ranking } = await answer(stranger);
    expect(ranking[0]).toMatchObject({ service: 'db' });
    expect(ranking.some(({ service }) => service === 'stranger')).toBe(true);
    const { 'edges.csv': _edges, ...noEdges } = good;
    expect((await answer(noEdges)).notes.join()).toContain('no edges.csv');
  });

  it('is everything before the alert: refused, since nothing tells how it was', async () => {
    const one = change((text) => text.split('\n').slice(0, 2).join('\n'));
    const at = { alert: { service: 'web', metric: 'latency_ms' }, at: '2020-01-01T00:00:00Z' };
    for (const files of [one, { ...good, 'case.json': JSON.stringify(at) }]) {
      await expect(answer(files)).rejects.toMatchObject({ code: 'E_RCA_NO_BEFORE', exitCode: 2 });
    }
  });

  it('is any difference between rows: nothing is at fault', async () => {
    const flat = await answer({
      ...good,
      'logs.ndjson': '',
      'metrics.csv': eachCell(metrics, /\|/, () => 5),
    });
    expect(flat.none).toBeGreaterThan(flat.ranking[0]?.probability ?? 1);
  });

  it('is an alert at a service that nobody measures, or after all rows', async () => {
    const at = (alert: unknown) => ({ ...good, 'case.json': JSON.stringify(alert) });
    const nobody = await answer(
      at({ alert: { service: 'nobody', metric: 'x' }, at: '2026-11-21T09:25:00Z' }),
    );
    expect(nobody.ranking[0]).toMatchObject({ service: 'db' });
    const far = await answer(
      at({ alert: { service: 'web', metric: 'latency_ms' }, at: '2031-01-01T00:00:00Z' }),
    );
    const sum = far.ranking.reduce((all, { probability }) => all + probability, far.none);
    expect(sum).toBeCloseTo(1, 6);
  });

  it('was never measured where it is 0 for ever', async () => {
    const zero = change((text) => eachCell(text, /success_rate/, () => 0));
    const { ranking } = await answer(zero);
    expect(ranking[0]).toMatchObject({ service: 'db', mode: 'slow' });
    expect(ranking[0]?.why.join()).not.toContain('success_rate');
  });
});

describe('any bytes', () => {
  const MUTATIONS = 200;

  it('are answered, or refused with a code and a place', { timeout: 60_000 }, async () => {
    const sources = ['slow-database', 'bad-deploy', 'slow-way-to-mail'].map(filesOf);
    const outcomes = { answered: 0, refused: 0 };
    for (let seed = 1; seed <= MUTATIONS; seed += 1) {
      const files = mutated(sources[seed % sources.length] ?? {}, seeded(seed));
      try {
        const result = await answer(files);
        const sum = result.ranking.reduce((all, { probability }) => all + probability, result.none);
        expect(sum, `seed ${seed}`).toBeCloseTo(1, 6);
        expect(rcaText(result).length).toBeGreaterThan(20);
        outcomes.answered += 1;
      } catch (error) {
        if (!(error instanceof WeaklinkError)) throw new Error(`seed ${seed}`, { cause: error });
        expect(error.exitCode, `seed ${seed}`).toBe(2);
        expect(error.message.length).toBeGreaterThan(5);
        outcomes.refused += 1;
      }
    }
    // Both must happen, or the mutations prove nothing.
    expect(outcomes.answered).toBeGreaterThan(20);
    expect(outcomes.refused).toBeGreaterThan(20);
  });
});

const garbage = [
  '"',
  ',',
  '\n',
  '\0',
  '{',
  '-',
  'NaN',
  '1e400',
  '|',
  '>',
  '\u202e',
  '9'.repeat(40),
];

/** One to four edits of one file: cut, doubled, overwritten, or a piece of something else. */
function mutated(files: Files, random: () => number): Files {
  const names = Object.keys(files);
  const name = names[Math.floor(random() * names.length)] ?? 'metrics.csv';
  let text = files[name] ?? '';
  const edits = 1 + Math.floor(random() * 4);
  for (let edit = 0; edit < edits; edit += 1) {
    const from = Math.floor(random() * text.length);
    const to = Math.min(text.length, from + Math.floor(random() * 60));
    const piece = garbage[Math.floor(random() * garbage.length)] ?? '';
    const kinds = [
      () => text.slice(0, from) + text.slice(to),
      () => text.slice(0, to) + text.slice(from),
      () => text.slice(0, from) + piece + text.slice(to),
      () => text.slice(0, from) + piece + text.slice(from),
      () => text.slice(0, from),
    ];
    text = (kinds[Math.floor(random() * kinds.length)] ?? (() => text))();
  }
  return { ...files, [name]: text };
}
