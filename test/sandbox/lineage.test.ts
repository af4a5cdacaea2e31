import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readLineageFile } from '../../src/attribution/lineage/load.ts';
import { sharesOf } from '../../src/attribution/lineage/shares.ts';
import { readPrices } from '../../src/attribution/prices/load.ts';
import { loadVendorTable } from '../../src/attribution/prices/vendor-table.ts';
import { servedDocuments } from '../../src/sandbox/language/corpus.ts';
import { writeAttributionFiles } from '../../src/sandbox/lineage/files.ts';
import { callers } from '../../src/sandbox/traffic/callers.ts';

const directory = mkdtempSync(join(tmpdir(), 'weaklink-lineage-'));
afterAll(() => rmSync(directory, { recursive: true }));
const files = writeAttributionFiles({ directory });

it('names who made the models, every document of them once, and all who ask', () => {
  const { datanets, agents, models, splits } = parse(readFileSync(files.lineage, 'utf8'));
  expect(Object.keys(datanets)).toEqual(['press', 'learned', 'fiction']);
  const documents = Object.values<{ documents: object }>(datanets).flatMap((one) =>
    Object.keys(one.documents),
  );
  expect(documents.toSorted()).toEqual(servedDocuments.toSorted());
  expect(Object.keys(agents)).toEqual(callers.map(({ name }) => name));
  for (const { model, shares } of splits as { model: string; shares: Record<string, number> }[]) {
    expect(Object.keys(models)).toContain(model);
    expect(Object.values(shares).reduce((sum, ppm) => sum + ppm, 0)).toBe(1_000_000);
  }
});

it('prices what the vendor sells and the cards that the replicas use', () => {
  const { models, gpus } = parse(readFileSync(files.prices, 'utf8'));
  expect(models.map(({ model }: { model: string }) => model)).toEqual([
    'vendor-chat',
    'vendor-chat-mini',
  ]);
  expect(Object.keys(gpus)).toEqual(['rack-a', 'rack-b']);
});

it('reads as a user’s own files would', async () => {
  const lineage = await readLineageFile(files.lineage);
  const prices = await readPrices(files.prices, await loadVendorTable());
  const shares = sharesOf(lineage, {
    model: 'chat',
    adapter: null,
    at: '2026-11-21T00:00:00.000Z',
  });
  expect(shares.reduce((sum, { ppm }) => sum + ppm, 0)).toBe(1_000_000);
  expect(shares.length).toBeGreaterThan(3);
  expect(prices.pools.map(({ name }) => name)).toEqual(['rack-a', 'rack-b']);
});
