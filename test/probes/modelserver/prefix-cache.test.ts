import { expect, test } from 'vitest';
import {
  collapseOf,
  nothingUsual,
  type PrefixMemory,
  remembering,
} from '../../../probes/modelserver/prefix-cache.ts';

/** Windows of 5,000 tokens, of which a share stood in the cache. */
const after = (memory: PrefixMemory, windows: number, share: number) =>
  Array.from({ length: windows }).reduce<PrefixMemory>(
    (known) => remembering(known, { queries: 5_000, hits: 5_000 * share }),
    memory,
  );

const warm = after(nothingUsual, 10, 0.8);

test('a share that falls below a quarter of the usual one has collapsed', () => {
  expect(collapseOf(warm)).toBeNull();
  expect(collapseOf(after(warm, 1, 0.1))).toEqual({ usual: 0.8, now: 0.1 });
  expect(collapseOf(after(warm, 3, 0.3))).toBeNull();
});

test('a prompt or two say nothing, and neither does a time without prompts', () => {
  expect(collapseOf(remembering(warm, { queries: 900, hits: 0 }))).toBeNull();
  expect(remembering(warm, { queries: 0, hits: 0 })).toEqual(warm);
  expect(collapseOf(after(after(nothingUsual, 2, 0.8), 2, 0))).toBeNull();
});

test('the usual does not follow the collapse, until that has lasted: then other prompts are asked', () => {
  expect(collapseOf(after(warm, 59, 0.1))?.usual).toBeCloseTo(0.8);
  expect(collapseOf(after(warm, 61, 0.1))).toBeNull();
});

test('one window as usual ends it', () => {
  expect(collapseOf(after(after(warm, 5, 0), 1, 0.8))).toBeNull();
});
