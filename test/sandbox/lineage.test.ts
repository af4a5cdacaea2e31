import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
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
