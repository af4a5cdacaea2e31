import { describe, expect, it } from 'vitest';
import type { Chain } from '../../src/chain/types.ts';
import { dice } from '../support/dice.ts';
import { demoChain, demoSeries, link, type Series } from '../support/looks.ts';
import { type Times, Watch } from '../support/watch.ts';

const roll = dice(7);
const about = (ms: number) => ms * (0.9 + 0.2 * roll());
const ask = (id: string) => `${id}/canary-chat@local`;

/** Only requests through the chain are looked at: the replicas behind the router are not. */
const fromTheFront = demoSeries.filter(
  ({ link: id, model }) => model === 'chat' && ['edge', 'gateway', 'router'].includes(id),
);

describe('what servers say of their own time', () => {
  const usual = () => ({ wait: about(60), server: 55, upstream: 50 });
  const blamed = (late: (key: string) => Times) => {
    const watch = new Watch(demoChain, fromTheFront);
    for (let i = 0; i < 40; i += 1) watch.round(usual);
    for (let i = 0; i < 8; i += 1) watch.round(late);
    const { status, culprits, links } = watch.engine.verdict();
    return { status, culprits, of: new Map(links.map((one) => [one.link, one.probability])) };
  };
  const behind = { wait: 1_060, server: 1_055, upstream: 1_050 };

  it('accuses the router that takes the time itself', () => {
    const here = { wait: 1_060, server: 1_055, upstream: 50 };
    const { culprits } = blamed((key) => (key === ask('router') ? here : behind));
    expect(culprits.map((one) => `${one.link} ${one.mode}`)).toEqual(['router service.slow']);
    expect(culprits[0]?.evidenceFor.join('\n')).toContain(
      'llm.ttft_slow_here, answer 1060 ms, usually',
    );
    expect(culprits[0]?.evidenceFor[0]).toMatch(/\d+ ms of it in the server itself/);
  });

  it('clears the router that waits for those behind it', () => {
    const { of } = blamed(() => behind);
    const beyond = ['replica-a', 'replica-b', 'store', 'gpu-a', 'gpu-b'];
    const sum = beyond.reduce((all, id) => all + (of.get(id) ?? 0), 0);
    expect(sum).toBeGreaterThan(0.6);
    expect(of.get('router')).toBeLessThan(0.1);
    expect(of.get('gateway')).toBeLessThan(0.1);
  });

  it('leaves it open where they say nothing', () => {
    const { culprits, of } = blamed(() => ({ wait: 1_060 }));
    expect(culprits).toEqual([]);
    expect(of.get('router')).toBeGreaterThan(0.1);
  });

  it('tells a slow way from a slow server behind it', () => {
    const chain: Chain = {
      ...demoChain,
      models: [],
      links: [link('path', 'network'), link('api', 'service', [{ link: 'path' }])],
    };
    const series: readonly Series[] = [{ link: 'api', probe: 'http', reach: 'access' }];
    const name = (late: Times) => {
      const watch = new Watch(chain, series);
      for (let i = 0; i < 40; i += 1) watch.round(() => ({ wait: about(40), server: 35 }));
      for (let i = 0; i < 8; i += 1) watch.round(() => late);
      return watch.engine.verdict().culprits.map((one) => `${one.link} ${one.mode}`);
    };
    expect(name({ wait: 900, server: 35 })).toEqual(['path network.slow']);
    expect(name({ wait: 900, server: 890 })).toEqual(['api service.slow']);
  });
});

describe('a starved machine', () => {
  const starved = (ms: number) => () => ({ facts: { waited_ms: ms } });
  /** Twenty usual rounds, then ten of `ms` each, of which weaklink waited `waitedMs` for a processor. */
  const after = (ms: number, waitedMs: number) => {
    const watch = new Watch(demoChain, fromTheFront);
    for (let i = 0; i < 20; i += 1) watch.round(() => ({ wait: about(60) }));
    for (let i = 0; i < 10; i += 1) {
      watch.round(
        (key) => ({ wait: key === ask('router') ? about(ms) : about(60) }),
        starved(waitedMs),
      );
    }
    return watch;
  };
  const late = (watch: Watch) =>
    watch.engine.verdict().links.filter(({ state }) => state !== 'cleared');

  it('makes nobody slow by the time that weaklink itself waited', () => {
    const { status, culprits } = after(600, 500).engine.verdict();
    expect({ status, culprits }).toEqual({ status: 'healthy', culprits: [] });
    expect(after(600, 0).engine.verdict().status).not.toBe('healthy');
  });

  it('hides nobody who is slow beyond that', () => {
    expect(late(after(1_200, 300)).length).toBeGreaterThan(0);
  });

  it('clears nobody of the slowness that was seen before', () => {
    const watch = after(1_200, 0);
    const before = watch.engine.verdict().status;
    for (let i = 0; i < 10; i += 1) watch.round(() => ({ wait: about(600) }), starved(550));
    expect(watch.engine.verdict().status).toBe(before);
    for (let i = 0; i < 10; i += 1) watch.round(() => ({ wait: about(60) }));
    expect(watch.engine.verdict().status).toBe('healthy');
  });
});

describe('a replica that sinks slowly, 8 % a minute', () => {
  const series = demoSeries.filter(({ model, probe }) => model === 'chat' || probe === 'gpu');
  const watch = new Watch(demoChain, series);
  const play = (minutes: number, factor: (minute: number) => number) => {
    for (let second = 0; second < 60 * minutes; second += 1) {
      const slow = factor(second / 60);
      let turn = 0;
      watch.round((key) => {
        turn += 1;
        const isSlow = key === ask('replica-a') || (second + turn) % 2 === 0;
        const ms = key === ask('replica-b') ? 1 : isSlow ? slow : 1;
        return { wait: 20, token: about(400 * ms) };
      });
    }
    return watch.engine.verdict();
  };

  it('is no fault before it sinks', () => {
    expect(play(10, () => 1).status).toBe('healthy');
  });

  it('is found though no look jumps, with how much and since when', () => {
    const beganMs = watch.nowMs;
    const { culprits } = play(14, (minute) => 1.08 ** minute);
    expect(culprits.map(({ link: id }) => id)).toEqual(['replica-a']);
    expect(culprits[0]?.evidenceFor[0]).toMatch(
      /first token \d+ ms, [23](\.\d)? times the 4\d\d ms of 1\d m ago/,
    );
    const sinceMs = Date.parse(culprits[0]?.since ?? '') - beganMs;
    expect(sinceMs).toBeGreaterThan(0);
    expect(sinceMs).toBeLessThan(4 * 60_000);
  });

  it('is well again when it is', () => {
    expect(play(1, () => 1).status).toBe('healthy');
  });
});

describe('beside the evidence', () => {
  const words = (watch: Watch) => JSON.stringify(watch.engine.verdict());

  it('stands that a link comes and goes', () => {
    const watch = new Watch(demoChain, fromTheFront);
    const gone = { outcome: 'failed', symptom: 'http.502' } as const;
    for (let second = 0; second < 92; second += 1) {
      const isGone = second >= 40 && second % 15 >= 10;
      watch.round(
        () => ({ wait: about(60) }),
        () => (isGone ? gone : {}),
      );
    }
    // All is well for two seconds, as it was between the spells.
    expect(words(watch)).toMatch(/flapping: 4 times in 51 s, well just now\)/);
    for (let second = 92; second < 105; second += 1) {
      watch.round(
        () => ({ wait: about(60) }),
        () => (second % 15 >= 10 ? gone : {}),
      );
    }
    expect(words(watch)).toMatch(/flapping: 5 times in 64 s\)/);
    for (let second = 105; second < 130; second += 1) watch.round(() => ({ wait: about(60) }));
    expect(watch.engine.verdict().status).toBe('healthy');
    expect(words(watch)).not.toContain('flapping');
  });

  it('stands what leaks on the blamed link', () => {
    const watch = new Watch(demoChain, demoSeries);
    const gibibyte = 1_073_741_824;
    const gone = { outcome: 'failed', symptom: 'tcp.refused' } as const;
    const play = (seconds: number, gibibytes: (second: number) => number, isGone = false) => {
      for (let second = 0; second < seconds; second += 1) {
        const value = gibibytes(second) * gibibyte;
        const leak = { measures: [{ name: 'resident', value, unit: 'bytes' }] };
        watch.round(
          () => ({ wait: about(20) }),
          (key) => {
            if (key === 'replica-a/process@local') return leak;
            return isGone && key.startsWith('replica-a/') ? gone : {};
          },
        );
      }
      return watch.engine.verdict();
    };
    play(300, () => about(4));
    expect(play(600, (second) => 4 + second / 60).status).toBe('healthy');
    const [culprit] = play(5, () => 14, true).culprits;
    expect(culprit?.link).toBe('replica-a');
    expect(culprit?.evidenceFor.at(-1)).toMatch(
      /^replica-a\/process@local: resident memory 1[34]\.\d GiB, [34]\.\d GiB \d+ m ago$/,
    );
  });
});
