import { expect, test } from 'vitest';
import { scheduleOf } from '../../../src/drill/run/schedule.ts';
import type { PlannedFault } from '../../../src/drill/types.ts';

function fault(name: string, more: Partial<PlannedFault>): PlannedFault {
  return {
    name,
    atMs: 0,
    forMs: 10_000,
    ttlMs: 60_000,
    intensity: 1,
    flap: null,
    link: name,
    injector: 'sandbox',
    options: { fault: name },
    ...more,
  };
}

function plan(...faults: readonly PlannedFault[]) {
  const { steps, endMs } = scheduleOf({ faults, experiment: null, expect: { withinMs: 15_000 } });
  return { endMs, steps: steps.map((step) => `${step.atMs} ${step.do} ${step.fault.name}`) };
}

test('a sequence: what ends makes room for what begins', () => {
  expect(plan(fault('b', { atMs: 10_000, forMs: 5_000 }), fault('a', {}))).toEqual({
    endMs: 15_000,
    steps: ['0 inject a', '10000 undo a', '10000 inject b', '15000 undo b'],
  });
});

test('a flapping fault ends off, whatever its rhythm', () => {
  expect(plan(fault('a', { forMs: 7_000, flap: { onMs: 2_000, offMs: 1_000 } })).steps).toEqual([
    '0 inject a',
    '2000 undo a',
    '3000 inject a',
    '5000 undo a',
    '6000 inject a',
    '7000 undo a',
  ]);
});

test('a fault without an end lasts until the right verdict had its time', () => {
  expect(plan(fault('a', { forMs: null }), fault('b', { atMs: 5_000, forMs: 1_000 }))).toEqual({
    endMs: 20_000,
    steps: ['0 inject a', '5000 inject b', '6000 undo b', '20000 undo a'],
  });
});

test('a healthy chain is watched as long as a fault would be', () => {
  expect(plan()).toEqual({ endMs: 15_000, steps: [] });
});

test('what the method of an experiment injects has no time of its own', () => {
  expect(plan(fault('a', { by: 'method' })).steps).toEqual([]);
});
