import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pricesJsonSchema } from '../../../src/attribution/prices/file-schema.ts';
import { loadPrices } from '../../../src/attribution/prices/load.ts';
import type { ChainFileError } from '../../../src/chain/problems.ts';
import { ownPrices, vendor } from './samples.ts';

function problemsOf(text: string): readonly string[] {
  try {
    loadPrices(text, 'p.yaml', vendor);
    return [];
  } catch (error) {
    return (error as ChainFileError).problems.map(
      ({ code, message, hint, place }) =>
        `${place.line}:${place.column} ${code} ${message}${hint ? ` (${hint})` : ''}`,
    );
  }
}

describe('a prices.yaml', () => {
  it('is read with its hash and day', () => {
    expect(ownPrices).toMatchObject({
      currency: 'USD',
      gpuPrices: {
        id: 'own GPUs of prices.yaml',
        date: '2026-11-01',
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      pools: [
        { name: 'h200-pool', count: 8, slots: 256, hourly: { digits: 249n, scale: 2 } },
        { name: 'spare', count: 1, slots: null, share: 'tokens' },
      ],
    });
  });

  it.each([
    ['models: []', '1:1 E_MISSING date is missing'],
    ['date: 2026-13-01', '1:7 E_VALUE date: "2026-13-01" is no day of the calendar'],
    ['date: 2026-11-01\ncurrency: usd', '2:11 E_VALUE currency: "usd" must be a currency'],
    [
      'date: 2026-11-01\nproviders: { v: opnai }',
      '2:17 E_VALUE providers.v: the price table has no vendor "opnai" (Did you mean "openai"?)',
    ],
    [
      'date: 2026-11-01\nmodels:\n  - model: a\n    inptu: 1',
      '4:5 E_UNKNOWN_KEY models[0].inptu: there is no such key (Did you mean "input"?',
    ],
    [
      'date: 2026-11-01\nmodels:\n  - model: a\n    input: -1',
      '4:12 E_VALUE models[0].input: -1 must be a price',
    ],
    [
      'date: 2026-11-01\nmodels:\n  - model: "*a"',
      '3:12 E_VALUE models[0].model: "*a" may hold * at its end only',
    ],
    [
      'date: 2026-11-01\ngpus:\n  g: { hourly: 2 }',
      '3:6 E_VALUE gpus.g: must name links or models that use it',
    ],
    [
      'date: 2026-11-01\ngpus:\n  g: { hourly: 2, models: [m], share: tokens, slots: 8 }',
      '3:54 E_VALUE gpus.g.slots: 8 goes by time',
    ],
  ])('that is wrong says where (%#)', (text, problem) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(problem)]);
  });

  it('has a published schema', () => {
    const published: unknown = JSON.parse(readFileSync('schema/prices.schema.json', 'utf8'));
    expect(published).toEqual(JSON.parse(JSON.stringify(pricesJsonSchema())));
  });
});
