import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { Admission, type AdmissionLimits, type Leave } from '../../src/probing/admission.ts';
import { numbered } from '../events/samples.ts';

const never = new AbortController().signal;

function admissionWith(limits: Partial<AdmissionLimits>): Admission {
  const unlimited = {
    atOnce: 1_000,
    perSecond: 100_000,
    perTargetAtOnce: 1_000,
    perTargetPerSecond: 100_000,
  };
  return new Admission(systemClock, { ...unlimited, ...limits });
}

/** Asks for many at once; `inside` grows as they are let in. */
function askFor(admission: Admission, targets: readonly string[]) {
  const inside: { target: string; leave: Leave; atMs: number }[] = [];
  const all = targets.map(async (target) => {
    const leave = await admission.enter(target, never);
    if (leave) inside.push({ target, leave, atMs: performance.now() });
  });
  return { inside, all: Promise.all(all) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('caps', () => {
  it('hold for all together, and the next is let in when one leaves', async () => {
    const admission = admissionWith({ atOnce: 3 });
    const { inside, all } = askFor(admission, ['a', 'b', 'c', 'd', 'e']);
    await turn();
    expect(inside.map(({ target }) => target)).toEqual(['a', 'b', 'c']);
    expect([admission.atOnce, admission.waiting]).toEqual([3, 2]);
    inside[1]?.leave();
    await turn();
    expect(inside.map(({ target }) => target)).toEqual(['a', 'b', 'c', 'd']);
    for (const { leave } of inside.slice(2)) leave();
    await all;
  });

  it('hold for one target without holding up the others', async () => {
    const admission = admissionWith({ perTargetAtOnce: 2 });
    const { inside, all } = askFor(admission, ['a', 'a', 'a', 'a', 'b']);
    await turn();
    expect(inside.map(({ target }) => target)).toEqual(['a', 'a', 'b']);
    inside[0]?.leave();
    inside[1]?.leave();
    await all;
    expect(inside.map(({ target }) => target)).toEqual(['a', 'a', 'b', 'a', 'a']);
  });
});

describe('rates', () => {
  it('hold for one target', async () => {
    const admission = admissionWith({ perTargetPerSecond: 20 });
    const startedMs = performance.now();
    const { inside, all } = askFor(
      admission,
      numbered(26).map(() => 'a'),
    );
    await turn();
    // A second's worth at once, then one every 50 ms.
    expect(inside).toHaveLength(20);
    await all;
    expect(performance.now() - startedMs).toBeGreaterThan(280);
  });

  it('hold for all together', async () => {
    const admission = admissionWith({ perSecond: 20 });
    const startedMs = performance.now();
    const targets = numbered(24).map((n) => `target-${n}`);
    await askFor(admission, targets).all;
    expect(performance.now() - startedMs).toBeGreaterThan(190);
  });
});

describe('the signal', () => {
  it('lets go of those that wait, and only of those', async () => {
    const admission = admissionWith({ atOnce: 1 });
    const controller = new AbortController();
    const leave = await admission.enter('a', controller.signal);
    const waiting = admission.enter('b', controller.signal);
    controller.abort();
    expect(await waiting).toBeNull();
    expect(await admission.enter('c', controller.signal)).toBeNull();
    expect([admission.atOnce, admission.waiting]).toEqual([1, 0]);
    leave?.();
    expect(admission.atOnce).toBe(0);
  });
});
