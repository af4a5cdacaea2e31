import { afterEach, describe, expect, it } from 'vitest';
import type { Chain } from '../../src/chain/types.ts';
import type { PlannedLook } from '../../src/probing/plan.ts';
import type { ProbingOptions } from '../../src/probing/runner.ts';
import { Scheduler } from '../../src/probing/scheduler.ts';
import { numbered } from '../events/samples.ts';
import {
  chainOf,
  type LineServer,
  lineServer,
  link,
  looksOf,
  okFinding,
  plan,
  planned,
  probing,
} from './planned.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function server(says: string | null = 'well\n'): Promise<LineServer> {
  const started = await lineServer(says);
  cleanUp.push(() => started.close());
  return started;
}

function schedule(
  looks: readonly PlannedLook[],
  chain: Chain = chainOf(link('edge')),
  parts: Partial<ProbingOptions> = {},
) {
  const { options, observations } = probing(parts);
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const scheduler = new Scheduler({ ...options, chain, looks, onError });
  cleanUp.push(() => scheduler.stop());
  scheduler.start();
  return { scheduler, observations, errors, options };
}

const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const until = (what: () => boolean) =>
  expect.poll(what, { timeout: 5_000, interval: 5 }).toBe(true);

describe('looking', () => {
  it('goes round: every series at its own interval, over real sockets', async () => {
    const [fast, slow] = [await server(), await server()];
    const chain = chainOf(
      link('fast', { probes: [plan({ port: fast.port }, { intervalMs: 40 })] }),
      link('slow', { probes: [plan({ port: slow.port }, { intervalMs: 250 })] }),
    );
    const { scheduler, observations } = schedule(looksOf(chain), chain);
    await until(() => observations('slow/line@local').length >= 3);
    await scheduler.stop();
    expect(observations('fast/line@local').length).toBeGreaterThan(6);
    expect(observations().every(({ data }) => data.outcome === 'ok')).toBe(true);
    expect(observations().map(({ subject }) => subject)).toContain('fast');
    expect(fast.accepted).toBeGreaterThanOrEqual(observations('fast/line@local').length);
  });

  it('begins with all within the first interval', async () => {
    const { port } = await server();
    const chain = chainOf(
      ...numbered(20).map((n) => link(`l${n}`, { probes: [plan({ port }, { intervalMs: 300 })] })),
    );
    const { observations } = schedule(looksOf(chain), chain);
    const seen = () => new Set(observations().map(({ data }) => data.stream)).size;
    await until(() => seen() === 20);
    // Before any looked a third time: a machine that is busy delays all of them alike.
    for (const { id } of chain.links) {
      expect(observations(`${id}/line@local`).length).toBeLessThanOrEqual(2);
    }
  });

  it('never looks twice at once in one series, however slow the answer', async () => {
    const silent = await server(null);
    const chain = chainOf(
      link('edge', { probes: [plan({ port: silent.port }, { intervalMs: 20, deadlineMs: 60 })] }),
    );
    const { observations } = schedule(looksOf(chain), chain);
    await until(() => observations().length >= 2);
    expect(silent.mostOpen).toBe(1);
    // The probe hangs on past its deadline: that is our bug, not the target's.
    expect(observations()[0]?.data.symptom).toBe('self.bug');
  });

  it('stays within the caps', async () => {
    const silent = await server(null);
    const looks = numbered(12).map((n) => {
      const options = { port: silent.port };
      const chain = chainOf(link(`l${n}`, { probes: [plan(options, { intervalMs: 20 })] }));
      return { ...(looksOf(chain)[0] as PlannedLook), target: 'one' };
    });
    const limits = { atOnce: 9, perSecond: 1_000, perTargetAtOnce: 4, perTargetPerSecond: 1_000 };
    const { scheduler } = schedule(looks, chainOf(link('edge')), { limits });
    await until(() => silent.mostOpen >= 4 && scheduler.counters().waiting > 0);
    await pass(100);
    expect(silent.mostOpen).toBe(4);
    expect(scheduler.counters()).toMatchObject({ inFlight: 4 });
  });

  it('tells what it costs', async () => {
    const { port } = await server();
    const chain = chainOf(link('edge', { probes: [plan({ port }, { intervalMs: 20 })] }));
    const { scheduler, observations } = schedule(looksOf(chain), chain);
    await until(() => observations().length >= 10);
    const counters = scheduler.counters();
    expect(counters.looks).toBe(observations().length);
    expect(counters.looksPerSecond).toBeGreaterThan(5);
    expect(counters.looksPerSecond).toBeLessThan(60);
    expect(counters.cpuMsPerLook).toBeGreaterThan(0);
    expect(counters.latenessP99Ms).toBeGreaterThanOrEqual(0);
  });
});

describe('a fresh failure', () => {
  it('hurries the looks that share its way, and no others', async () => {
    const [store, replica, other] = [await server(), await server(), await server()];
    const every = { intervalMs: 1_000 };
    const chain = chainOf(
      link('replica', {
        needs: [{ link: 'store' }],
        probes: [plan({ port: replica.port, reach: 'through' }, every)],
      }),
      link('store', { kind: 'store', probes: [plan({ port: store.port }, every)] }),
      link('other', { probes: [plan({ port: other.port }, every)] }),
    );
    const { scheduler, observations } = schedule(looksOf(chain), chain);
    await until(() => observations().length >= 3);
    const before = observations().length;
    store.close();
    scheduler.lookNow('store');
    await until(() => observations('store/line@local').at(-1)?.data.outcome === 'failed');
    await pass(900);
    const since = observations().slice(before);
    const looksAt = (id: string) => since.filter(({ data }) => data.link === id).length;
    expect(looksAt('store')).toBeGreaterThanOrEqual(3);
    expect(looksAt('replica')).toBeGreaterThanOrEqual(3);
    expect(looksAt('other')).toBeLessThanOrEqual(1);
  });
});

describe('lookNow', () => {
  it('looks at once, by link or by series', async () => {
    const long = { intervalMs: 60_000 };
    const looks = ['a', 'b'].map((name) =>
      planned(async () => okFinding, { ...long, link: 'edge', stream: `edge/${name}@local` }),
    );
    const { scheduler, observations } = schedule(looks);
    expect(scheduler.lookNow('edge')).toBe(2);
    await until(() => observations().length === 2);
    expect(scheduler.lookNow('edge/a@local')).toBe(1);
    await until(() => observations('edge/a@local').length === 2);
    expect(scheduler.lookNow('nothing')).toBe(0);
    expect(observations('edge/b@local')).toHaveLength(1);
  });

  it('looks once more right after the look that runs', async () => {
    let looks = 0;
    const first = Promise.withResolvers<void>();
    const look = planned(
      async () => {
        looks += 1;
        if (looks === 1) await first.promise;
        return okFinding;
      },
      { intervalMs: 60_000, deadlineMs: 10_000 },
    );
    const { scheduler, observations } = schedule([look]);
    scheduler.lookNow('edge');
    await until(() => looks === 1);
    scheduler.lookNow('edge');
    first.resolve();
    await until(() => observations().length === 2);
  });
});

describe('trouble of our own', () => {
  it('a probe that hangs for good is told each time, and not started again beside itself', async () => {
    let started = 0;
    const stuck = planned(
      () => {
        started += 1;
        return new Promise(() => {});
      },
      { intervalMs: 30, deadlineMs: 30 },
    );
    const { observations } = schedule([stuck]);
    await until(() => observations().length >= 3);
    expect(started).toBe(1);
    expect(
      observations()
        .map(({ data }) => [data.symptom, data.summary])
        .slice(0, 2),
    ).toEqual([
      ['self.bug', 'the probe overran its deadline'],
      ['self.bug', 'an earlier look still hangs'],
    ]);
  });

  it('a stream that refuses an event does not end the series', async () => {
    let published = 0;
    const publish = () => {
      published += 1;
      if (published === 1) throw new Error('refused');
      return Promise.resolve();
    };
    const look = planned(async () => okFinding, { intervalMs: 20 });
    const { errors } = schedule([look], undefined, { stream: { publish } });
    await until(() => published >= 3);
    expect(errors).toEqual([new Error('refused')]);
  });

  it('waits for the readers of the stream', async () => {
    const room = Promise.withResolvers<void>();
    let published = 0;
    const publish = () => {
      published += 1;
      return room.promise;
    };
    const look = planned(async () => okFinding, { intervalMs: 10 });
    const { scheduler } = schedule([look], undefined, { stream: { publish } });
    await until(() => published === 1);
    await pass(100);
    expect(published).toBe(1);
    await scheduler.stop();
  });
});

describe('stop', () => {
  it('ends the looks that run, and nothing comes after it', async () => {
    const silent = await server(null);
    const chain = chainOf(
      link('edge', { probes: [plan({ port: silent.port }, { deadlineMs: 60_000 })] }),
    );
    const { scheduler, observations } = schedule(looksOf(chain), chain);
    await until(() => silent.open === 1);
    const startedMs = performance.now();
    await scheduler.stop();
    expect(performance.now() - startedMs).toBeLessThan(200);
    await until(() => silent.open === 0);
    expect(scheduler.counters().inFlight).toBe(0);
    await pass(150);
    expect(observations()).toEqual([]);
  });

  it('does not wait long for a probe that does not listen', async () => {
    let running = false;
    const deaf = planned(
      () => {
        running = true;
        return new Promise(() => {});
      },
      { deadlineMs: 60_000 },
    );
    const { scheduler } = schedule([deaf]);
    await until(() => running);
    const startedMs = performance.now();
    await scheduler.stop();
    expect(performance.now() - startedMs).toBeLessThan(500);
  });
});
