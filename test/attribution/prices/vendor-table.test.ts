import { readFileSync } from 'node:fs';
import { calcPrice, waitForUpdate } from '@pydantic/genai-prices';
import { describe, expect, it } from 'vitest';
import { amountOf } from '../../../src/attribution/prices/amount.ts';
import { inForce } from '../../../src/attribution/prices/dated.ts';
import { vendorRelease } from '../../../src/attribution/prices/vendor-table.ts';
import { vendor } from './samples.ts';

/** Token kinds that an attempt can tell; models priced by anything else beside are left out here. */
const ours = new Set([
  'input_mtok',
  'cache_read_mtok',
  'cache_write_mtok',
  'cache_write_1h_mtok',
  'output_mtok',
]);

describe('the bundled prices', () => {
  it('are those that the source names', () => {
    const file = 'node_modules/@pydantic/genai-prices/package.json';
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
    expect(vendorRelease.id).toBe(`genai-prices ${version}`);
    expect(vendor.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(vendor.providers).toContain('anthropic');
  });

  it("give the library's own result for every model, hour and tier, to its rounding", async () => {
    const providers = (await waitForUpdate()) ?? [];
    let compared = 0;
    for (const provider of providers) {
      for (const { id } of provider.models) {
        for (const day of [
          '2024-01-01T03:00:00Z',
          '2025-09-10T20:30:00Z',
          '2026-11-21T12:00:00Z',
        ]) {
          for (const prompt of [1_000, 100_000, 300_000]) {
            if (agrees(provider.id, id, new Date(day), prompt)) compared += 1;
          }
        }
      }
    }
    // Of some 1,600 models in the table; fails if matching silently stops.
    expect(compared).toBeGreaterThan(9_000);
  }, 120_000);
});

/** @returns false where the model is priced by what no attempt tells */
function agrees(provider: string, model: string, at: Date, prompt: number): boolean {
  const usage = {
    input_tokens: prompt,
    cache_read_tokens: 300,
    cache_write_tokens: 77,
    cache_write_1h_tokens: 33,
    output_tokens: 512,
  };
  const theirs = calcPrice(usage, model, { providerId: provider, timestamp: at });
  if (!theirs || !Object.keys(theirs.model_price).every((key) => ours.has(key))) return false;
  if (!('input_mtok' in theirs.model_price && 'output_mtok' in theirs.model_price)) return false;
  const row = inForce(vendor.find(model, provider) ?? [], at.getTime());
  expect(row, `${provider} ${model}`).not.toBeNull();
  if (!row) return false;
  const amount = amountOf(
    {
      prompt,
      input: prompt - 377,
      cacheRead: 300,
      cacheWrite: 44,
      cacheWriteHour: 33,
      output: 512,
      reasoning: 0,
    },
    row.rates,
  );
  if (typeof amount === 'string') throw new Error(amount);
  const sum = amount.parts.reduce((total, part) => total + part.nanos, 0n);
  expect(sum).toBe(amount.nanos);
  expect(
    Math.abs(Number(amount.nanos) / 1e9 - theirs.total_price),
    `${provider} ${model}`,
  ).toBeLessThan(1e-9);
  return true;
}
