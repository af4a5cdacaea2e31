import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEventFactory, eventSource } from '../../src/events/envelope.ts';
import { Journal } from '../../src/events/journal.ts';
import { RecordingWriter } from '../../src/events/recording.ts';
import type { Inference } from '../../src/events/types.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { safe } from '../../src/text/sanitise.ts';
import { sampleChain, sampleInference, steppedClock } from '../events/samples.ts';
import { datanetOf } from '../support/datanets.ts';
import { weaklink } from '../support/weaklink.ts';

const directory = mkdtempSync(join(tmpdir(), 'weaklink-cost-'));
const traffic = join(directory, 'traffic.jsonl');
const empty = join(directory, 'empty.jsonl');
const prices = join(import.meta.dirname, '../../fixtures/attribution/prices/prices.yaml');

const base: Inference = {
  ...sampleInference,
  link: 'vendor',
  model: 'gpt-5',
  responseModel: null,
  startedAt: '2026-11-20T12:00:00.000Z',
  cacheReadTokens: null,
  costNanos: null,
  currency: null,
  path: [],
};
const told: readonly Partial<Inference>[] = [
  // A snapshot of a stream, then all of it: one attempt.
  { attempt: 'a', promptTokens: 1_000, completionTokens: 10, final: false },
  { attempt: 'a', promptTokens: 1_000, completionTokens: 100, consumer: safe`team\u001b[31m a` },
  { attempt: 'b', model: 'nobodys-model-with-a-name-that-is-far-too-long-for-one-line-of-eighty' },
  {
    attempt: 'c',
    link: 'gpu-1',
    model: 'own',
    durationMs: 36_000,
    startedAt: '2026-11-20T12:10:00.000Z',
  },
  {
    attempt: 'd',
    promptTokens: 100,
    completionTokens: 0,
    costNanos: 125_001,
    currency: 'USD',
  },
];

beforeAll(async () => {
  const { make } = createEventFactory({
    clock: steppedClock(),
    source: eventSource('test', 'cost'),
  });
  const writer = await RecordingWriter.create(traffic);
  await writer.write(make('session', { version: '0', chain: sampleChain }));
  for (const one of told) await writer.write(make('inference', { ...base, ...one }));
  await writer.close();
  const nothing = await RecordingWriter.create(empty);
  await nothing.write(make('session', { version: '0', chain: sampleChain }));
  await nothing.close();
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('weaklink cost', () => {
  it('tells what is known and what is not, on 80 columns', async () => {
    const { exitCode, stdout, stderr } = await weaklink(['cost', traffic, '--prices', prices]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    for (const part of [
      'COST  2026-11-20 12:00 to 2026-11-20 12:10 UTC, 4 attempts',
      /gpt-5 +2 +1,200 +0\.001925 +USD/,
      /own +1 .* 0\.000778 +USD/,
      /all +4 .* USD +1/,
      /idle: h200-pool +3\.\d{6} +USD/,
      'no price is known of nobodys-model',
      'Told costs against the tables: 1 checked, 1 differ',
      'Prices: own GPUs of prices.yaml, 2026-11-01, sha256',
    ]) {
      expect(stdout).toMatch(part);
    }
    expect(stdout).not.toContain('\u001b');
  });

  it('tells a script to the nano, with the tables', async () => {
    const { exitCode, stdout } = await weaklink(['cost', traffic, '--by', 'link', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'weaklink.cost/1',
      rows: [
        {
          key: 'vendor',
          attempts: 3,
          amounts: [{ currency: 'USD', nanos: String(2_250_000 + 125_001) }],
          unknown: 1,
        },
        { key: 'gpu-1', amounts: [], unknown: 1 },
      ],
      told: [{ toldNanos: '125001', computedNanos: '125000', differenceNanos: '1' }],
      prices: [{ id: 'genai-prices 0.1.8', date: '2026-09-23' }],
    });
  });

  it('tells who earned it, which sums to all that is known', async () => {
    const lineage = join(directory, 'lineage.yaml');
    writeFileSync(
      lineage,
      `lineage: shop
contributors: { ada: }
hosts: { rack: }
datanets: { net: { contributors: [ada] } }
bases: { big: { datanets: [net] } }
models: { gpt-5: { base: big, hosts: [rack] } }
splits:
  - model: gpt-5
    shares: { contributors: 300000, hosts: 600000, unattributed: 100000 }
`,
    );
    const args = ['cost', traffic, '--by', 'party', '--lineage', lineage, '--json'];
    const { exitCode, stdout } = await weaklink(args);
    expect(exitCode).toBe(0);
    interface Row {
      readonly key: string;
      readonly amounts: readonly { readonly nanos: string }[];
    }
    const { rows, all } = JSON.parse(stdout) as { rows: readonly Row[]; all: Row };
    const nanos = ({ amounts }: Row) => Number(amounts[0]?.nanos);
    // 2,250,000 and 125,001 nanos, each split by itself; of the second the largest remainder is the host's.
    expect(rows.map((row) => [row.key, nanos(row)])).toEqual([
      ['host:rack', 1_350_000 + 75_001],
      ['contributor:ada', 675_000 + 37_500],
      ['unattributed', 225_000 + 12_500],
    ]);
    expect(rows.reduce((sum, row) => sum + nanos(row), 0)).toBe(nanos(all));
    expect((await weaklink(['cost', traffic, '--by', 'party'])).stderr).toContain('[E_OPTION]');
  });

  it('divides by the words of kept answers, as the ledger does', async () => {
    const lineage = join(directory, 'poets.yaml');
    writeFileSync(
      lineage,
      `lineage: shop
contributors: { ada: , ben: }
datanets: { net: { contributors: [ada, ben] } }
bases: { big: { datanets: [net] } }
models: { gpt-5: { base: big } }
splits: [{ model: gpt-5, shares: { contributors: 1000000 } }]
`,
    );
    const poem = 'the quiet harbour keeps its seven lamps alight until the morning boats return';
    const net = await datanetOf([
      { text: poem, contributor: 'ada' },
      { text: 'a recipe for bread with rye and salt and water', contributor: 'ben' },
    ]);
    const kept = join(directory, 'kept.jsonl');
    const writer = await RecordingWriter.create(kept);
    const { make } = createEventFactory({ clock: steppedClock(), source: '/test' });
    const asked = { ...base, promptTokens: 1_000, completionTokens: 100, output: safe`${poem}` };
    await writer.write(make('inference', { ...asked, attempt: 'k' }));
    await writer.close();
    const by = ['--lineage', lineage, '--datanet', net.directory];
    const { stdout } = await weaklink(['cost', kept, '--by', 'party', '--json', ...by]);
    const { rows } = JSON.parse(stdout) as {
      rows: { key: string; amounts: { nanos: string }[] }[];
    };
    const ofAda = BigInt(rows[1]?.amounts[0]?.nanos ?? 0);
    // The first words of a run are too few to be no chance; without the answer, ben had as much as ada.
    expect(rows.map(({ key }) => key)).toEqual(['unattributed', 'contributor:ada']);
    expect(ofAda + BigInt(rows[0]?.amounts[0]?.nanos ?? 0)).toBe(2_250_000n);

    const ledger = ['--ledger', join(directory, 'books')];
    await weaklink(['ledger', 'post', kept, ...ledger, ...by]);
    const month = ['--period', '2026-11', '--format', 'json'];
    const { stdout: text } = await weaklink(['ledger', 'statement', ...month, ...ledger]);
    const { balances } = JSON.parse(text) as { balances: { party: string; earned: string }[] };
    const posted = balances.find(({ party }) => party === 'contributor:ada')?.earned ?? '';
    expect(BigInt(posted.replace('.', ''))).toBe(ofAda);
  });

  it('reads the journal where no recording is named, and tells what may be billed', async () => {
    const state = join(directory, 'state');
    const clock = systemClock;
    const journal = new Journal({ directory: state, clock });
    const { make } = createEventFactory({ clock, source: eventSource('test', 'journal') });
    const usage = { promptTokens: 1_000, completionTokens: 100 };
    journal.append(make('inference', { ...base, ...usage, attempt: 'j1' }));
    journal.append(make('inference', { ...base, ...usage, attempt: 'j2', billed: 'unknown' }));
    journal.close();
    const { exitCode, stdout } = await weaklink(['--state-dir', state, 'cost']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/gpt-5 +2 +2,200 +0\.002250 +USD +1/);
    expect(stdout).toContain('If what may be billed is billed, it is 0.002250 USD more.');
  });

  it.each([
    [['cost', empty], 3, 'E_NO_INFERENCES'],
    [['cost', traffic, '--by', 'moon'], 2, 'E_OPTION'],
    [['cost', traffic, '--prices', 'nowhere.yaml'], 2, 'E_FILE'],
    [['cost', 'nowhere.jsonl'], 2, 'E_RECORDING_READ'],
  ])('%j ends with %i', async (args, code, error) => {
    const { exitCode, stderr, stdout } = await weaklink(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
    expect(stderr).toContain(error);
  });
});

describe('weaklink cost reconcile', () => {
  const bills = join(import.meta.dirname, '../../fixtures/attribution/prices/bills');

  it('says what differs, and why', async () => {
    const args = ['cost', 'reconcile', traffic, '--bill', join(bills, 'focus.csv')];
    const { exitCode, stdout, stderr } = await weaklink(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    for (const part of [
      'RECONCILE  4 rows, 0 agree',
      /2026-11-20 {2}acme-tuned +0\.000000 +0\.500000 +0\.500000\n +nobody told us of any attempt/,
      /2026-11-20 {2}gpt-5 +0\.002375 +0\.002250 +-0\.000125\n/,
      'Taxes, credits and purchases: -0.100000 USD',
    ]) {
      expect(stdout).toMatch(part);
    }
  });

  it('tells a script', async () => {
    const bill = join(bills, 'openai.json');
    const args = ['cost', 'reconcile', traffic, '--link', 'vendor', '--bill', bill, '--json'];
    const { exitCode, stdout } = await weaklink(args);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'weaklink.reconciliation/1',
      rows: [
        { model: 'gpt-5', ours: { nanos: '2375001' }, theirs: { nanos: '4000000', requests: 2 } },
        { theirs: null },
      ],
    });
  });

  it('needs a bill', async () => {
    const { exitCode, stderr } = await weaklink(['cost', 'reconcile', traffic]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('E_OPTION');
  });
});

describe('weaklink cost forecast', () => {
  const path = join(directory, 'weeks.jsonl');
  const hour = 3_600_000;
  const start = Date.parse('2026-10-01T00:00:00.000Z');

  beforeAll(async () => {
    const { make } = createEventFactory({
      clock: steppedClock(),
      source: eventSource('test', 'weeks'),
    });
    const writer = await RecordingWriter.create(path);
    for (let index = 0; index < 24 * 41 + 10; index += 1) {
      // A dollar an hour at night, two by day; ten in the last whole hour.
      const dollars = index === 24 * 41 + 8 ? 10 : index % 24 >= 8 ? 2 : 1;
      const told: Partial<Inference> = {
        attempt: `w${index}`,
        startedAt: new Date(start + index * hour).toISOString(),
        durationMs: 60_000,
        costNanos: dollars * 1e9,
        currency: 'USD',
      };
      await writer.write(make('inference', { ...base, ...told }));
    }
    await writer.close();
  });

  it('tells the day, the month, its own error, and the hour that left the band', async () => {
    const { exitCode, stdout, stderr } = await weaklink(['cost', 'forecast', path]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    for (const part of [
      'FORECAST  as of 2026-11-11 09:01 UTC',
      'day   to 2026-11-12 00:00: spent 20.00, in all 48.',
      'month to 2026-12-01 00:00: spent 420.00, in all 1,209.00',
      /\d+ earlier forecasts of the rest were off by 0\.\d %/,
      'band  LEFT in 1 hour of the last 24',
      '2026-11-11 08:00: 10.0000, band',
    ]) {
      expect(stdout).toMatch(part);
    }
  });

  it('says to a script that the history is too short', async () => {
    const { exitCode, stdout } = await weaklink(['cost', 'forecast', traffic, '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'weaklink.spend-forecast/1',
      unknownAttempts: 2,
      currencies: [
        {
          currency: 'USD',
          forecasts: [{ horizon: 'day', total: null, spentNanos: '2375001' }, { total: null }],
          band: { judgedHours: 0, alerts: [] },
        },
      ],
    });
  });
});
