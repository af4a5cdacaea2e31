import { expect, it } from 'vitest';
import { z } from 'zod';
import type { ProbeCatalogue } from '../../src/chain/catalogue.ts';
import { loadChain } from '../../src/chain/load.ts';

const page = { options: z.strictObject({}), infer: () => ({}), fromTarget: () => ({}) };
const catalogue: ProbeCatalogue = {
  page: { ...page, leastIntervalMs: 60_000 },
  port: page,
};

function intervalsOf(entries: string): number[] {
  const file = `chain: x
defaults: { every: 1s }
links:
  a: { kind: host, probes: [${entries}] }`;
  return loadChain(file, 'chain.yaml', catalogue).links[0]?.probes.map((p) => p.intervalMs) ?? [];
}

it('spares what changes slowly the pace of the rest', () => {
  expect(intervalsOf('page, port')).toEqual([60_000, 1_000]);
});

it('looks as often as the entry itself says', () => {
  expect(intervalsOf('{ kind: page, every: 5s }')).toEqual([5_000]);
});
