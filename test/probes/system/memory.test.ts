import { expect, test } from 'vitest';
import { LookMemory } from '../../../probes/system/memory.ts';

test('the oldest target is forgotten first, and one that is kept anew is young again', () => {
  const memory = new LookMemory<number>();
  for (let target = 0; target < 1_000; target += 1) memory.keep(`t${target}`, target);
  memory.keep('t0', 7);
  memory.keep('new', 1);
  expect(memory.recall('t0')).toBe(7);
  expect(memory.recall('t1')).toBeUndefined();
  expect(memory.recall('t2')).toBe(2);
});
