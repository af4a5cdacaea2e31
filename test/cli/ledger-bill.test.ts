import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEventFactory, eventSource } from '../../src/events/envelope.ts';
import { RecordingWriter } from '../../src/events/recording.ts';
import type { Inference } from '../../src/events/types.ts';
import { sampleInference, steppedClock } from '../events/samples.ts';
import { weaklink } from '../support/weaklink.ts';

const root = mkdtempSync(join(tmpdir(), 'weaklink-ledger-bill-'));
afterAll(() => rmSync(root, { recursive: true }));

const traffic = join(root, 'traffic.jsonl');
/** Each costs 0.0015 dollars by these prices, if it is billed. */
const used = { promptTokens: 1_000, completionTokens: 250, costNanos: null, currency: null };
const prices = 'date: 2026-11-01\ncurrency: USD\nmodels: [{ model: chat, input: 1, output: 2 }]\n';
const cut = { ...used, outcome: 'aborted', used: false, billed: 'unknown' } as const;

const told: readonly Partial<Inference>[] = [
  { attempt: 'v:1', request: 'r1', ...used },
  { attempt: 'v:2', request: 'r2', ...used },
  { attempt: 'v:cut-1', request: 'r3', ...cut },
  // The gateway says what it would cost, and not whether it does.
  { attempt: 'v:cut-2', request: 'r4', ...cut, costNanos: 1_500_000, currency: 'USD' },
];

/** An export of the vendor that bills so many dollars of the model on that day. */
function billOf(name: string, dollars: string): string {
  const path = join(root, name);
  writeFileSync(
    path,
    `BilledCost,BillingCurrency,ChargePeriodStart,ChargeCategory,ResourceName\n${dollars},USD,2026-11-21T00:00:00Z,Usage,chat\n`,
  );
  return path;
}

beforeAll(async () => {
  writeFileSync(join(root, 'prices.yaml'), prices);
  const { make } = createEventFactory({ clock: steppedClock(), source: eventSource('h', 's') });
  const writer = await RecordingWriter.create(traffic);
  for (const one of told) {
    const { responseModel: _, cacheReadTokens: __, ...rest } = sampleInference;
    const unsaid = { responseModel: null, cacheReadTokens: null, output: null, path: [] };
    await writer.write(make('inference', { ...rest, ...unsaid, ...one }));
  }
  await writer.close();
});

const withPrices = ['--prices', join(root, 'prices.yaml')];

async function post(ledger: string, ...more: readonly string[]) {
  const at = ['--ledger', join(root, ledger)];
  const args = ['ledger', 'post', traffic, ...at, ...withPrices, ...more, '--json'];
  const { exitCode, stdout } = await weaklink(args);
  expect(exitCode).toBe(0);
  const verified = await weaklink(['ledger', 'verify', ...at, '--json']);
  expect(JSON.parse(verified.stdout)).toMatchObject({ sound: true });
  return JSON.parse(stdout);
}

/** The sum of all charges, to the billionth. */
async function charged(ledger: string) {
  const args = ['ledger', 'export', '--ledger', join(root, ledger), '--format', 'json'];
  const rows: { BilledCost: string }[] = JSON.parse((await weaklink(args)).stdout);
  const sum = (all: typeof rows) => all.reduce((total, row) => total + Number(row.BilledCost), 0);
  return sum(rows).toFixed(9);
}

async function flow(...more: readonly string[]) {
  const args = ['flow', traffic, ...withPrices, '--by', 'value', '--json', ...more];
  const { exitCode, stdout } = await weaklink(args);
  expect(exitCode).toBe(0);
  const [one] = JSON.parse(stdout).flows;
  expect(one.conserved).toBe(true);
  return { total: one.total, lost: one.lost, unknown: one.unknown };
}

describe('attempts cut off, once the bill is there', () => {
  it('are posted as lost where it says that they were billed, and only once', async () => {
    const bill = billOf('all.csv', '0.006');
    expect(await post('yes')).toMatchObject({ posted: 2, apart: { billedUnknown: 1 } });
    expect(await charged('yes')).toBe('0.003000000');
    const settled = { posted: 2, bill: { billed: 2, notBilled: 0 }, apart: { billedUnknown: 0 } };
    expect(await post('yes', '--bill', bill)).toMatchObject(settled);
    expect(await charged('yes')).toBe('0.006000000');
    expect(await post('yes', '--bill', bill)).toMatchObject({ posted: 0 });
    // What is told later without the bill knows less.
    expect(await post('yes')).toMatchObject({ posted: 0, lines: 4 });
    expect(await charged('yes')).toBe('0.006000000');
  });

  it('cost nothing where it says that they were not; a later bill corrects it', async () => {
    const settled = { bill: { billed: 0, notBilled: 2 }, apart: { billedUnknown: 0 } };
    expect(await post('no', '--bill', billOf('none.csv', '0.003'))).toMatchObject(settled);
    expect(await charged('no')).toBe('0.003000000');
    const { posted, lines } = await post('no', '--bill', billOf('final.csv', '0.006'));
    expect(posted).toBe(2);
    expect(await charged('no')).toBe('0.006000000');
    // And back again: the ledger is only ever added to.
    const back = await post('no', '--bill', billOf('credited.csv', '0.003'));
    expect(back).toMatchObject({ posted: 2, lines: lines + 2 });
    expect(await charged('no')).toBe('0.003000000');
  });

  it('stay open where the totals do not tell', async () => {
    const told = await post('some', '--bill', billOf('some.csv', '0.0045'));
    expect(told).toMatchObject({ posted: 2, bill: { billed: 0, notBilled: 0 } });
    expect(told.apart).toMatchObject({ billedUnknown: 1, costUnknown: 1 });
  });

  it('stand in the flow of the recording as the bill says', async () => {
    expect(await flow()).toEqual({ total: '3000000', lost: '0', unknown: 2 });
    const yes = await flow('--bill', billOf('flow.csv', '0.006'));
    expect(yes).toEqual({ total: '6000000', lost: '3000000', unknown: 0 });
    const no = await flow('--bill', billOf('flow-none.csv', '0.003'));
    expect(no).toEqual({ total: '3000000', lost: '0', unknown: 0 });
    // Links that the vendor did not serve have no part in its bill.
    const other = await flow('--bill', join(root, 'flow.csv'), '--bill-link', 'another');
    expect(other).toEqual({ total: '3000000', lost: '0', unknown: 2 });
  });

  it('are said for people, and what is no bill is refused', async () => {
    const args = ['ledger', 'post', traffic, '--ledger', join(root, 'said'), ...withPrices];
    const { stdout } = await weaklink([...args, '--bill', billOf('said.csv', '0.006')]);
    expect(stdout).toContain('Of attempts cut off, by the bill 2 were billed and 0 were not.\n');
    const wrong = await weaklink([...args, '--bill', join(root, 'prices.yaml')]);
    expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
    expect(wrong.stderr).toContain('E_BILL');
  });
});
