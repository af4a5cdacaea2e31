import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaultWeights } from '../../src/diagnosis/fault-weights.ts';
import { Posterior } from '../../src/diagnosis/posterior.ts';
import { numberOfSight } from '../../src/diagnosis/sights.ts';
import { Stream } from '../../src/diagnosis/stream.ts';
import type { Observation } from '../../src/events/types.ts';
import { demoChain, demoSeries, Player } from '../support/looks.ts';

function streamsOf(): readonly Stream[] {
  const player = new Player();
  player.round();
  return player.events.map((event) => new Stream(demoChain, event.data as Observation));
}

function sum({ faults, noFault, outside }: ReturnType<Posterior['read']>): number {
  return faults.reduce((total, value) => total + value, noFault + outside);
}

describe('the posterior', () => {
  it('sums to one and stays above zero, whatever is seen', () => {
    const streams = streamsOf();
    const symptoms = [
      'ok',
      'http.timeout',
      'tcp.refused',
      'llm.auth',
      'gpu.lost',
      'never.heard_of',
    ];
    const look = fc.tuple(
      fc.nat(demoSeries.length - 1),
      fc.constantFrom(...symptoms),
      fc.nat(5_000),
    );
    fc.assert(
      fc.property(fc.array(look, { maxLength: 200 }), (looks) => {
        const posterior = new Posterior(demoChain);
        for (const stream of streams) posterior.admit(stream);
        let nowMs = 0;
        for (const [index, symptom, laterMs] of looks) {
          nowMs += laterMs;
          posterior.observe(streams[index] as Stream, numberOfSight(symptom, null), 0, nowMs);
        }
        const read = posterior.read();
        expect(sum(read)).toBeCloseTo(1, 9);
        expect(read.noFault).toBeGreaterThan(0);
        expect(Math.min(...read.faults)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 50 },
    );
  });

  it('leaves the odds of faults off the path of a look alone', () => {
    const streams = streamsOf();
    const posterior = new Posterior(demoChain);
    for (const stream of streams) posterior.admit(stream);
    const vendor = streams.find(({ link, probe }) => link === 'vendor' && probe === 'http');
    const ratio = () => {
      const { faults, noFault } = posterior.read();
      const off = posterior.faults.findIndex(({ link }) => link === 'gpu-a');
      return (faults[off] as number) / noFault;
    };
    const before = ratio();
    posterior.observe(vendor as Stream, numberOfSight('http.503', null), 0, 0);
    expect(ratio()).toBeCloseTo(before, 12);
  });

  it('forgets slowly: after the fault is gone, some looks bring calm back', () => {
    const streams = streamsOf();
    const posterior = new Posterior(demoChain);
    for (const stream of streams) posterior.admit(stream);
    const dns = streams.find(({ probe }) => probe === 'dns') as Stream;
    for (let second = 0; second < 600; second += 1)
      posterior.observe(dns, numberOfSight('dns.nxdomain', null), 0, second * 1_000);
    expect(posterior.inTrouble).toBe(true);
    for (let second = 600; second < 606; second += 1)
      posterior.observe(dns, numberOfSight('ok', null), 0, second * 1_000);
    expect(posterior.inTrouble).toBe(false);
  });

  it('keeps what it believed before the look that ended the trouble, until it begins anew', () => {
    const streams = streamsOf();
    const posterior = new Posterior(demoChain);
    for (const stream of streams) posterior.admit(stream);
    const dns = streams.find(({ probe }) => probe === 'dns') as Stream;
    let second = 0;
    const look = (symptom: string) => {
      posterior.observe(dns, numberOfSight(symptom, null), 0, second * 1_000);
      second += 1;
    };
    const weights = () => {
      const { faults, noFault, outside } = posterior.read();
      return [...faults, noFault, outside];
    };
    for (let at = 0; at < 20; at += 1) look('dns.nxdomain');
    let before = weights();
    while (posterior.inTrouble) {
      before = weights();
      expect(posterior.lastTrouble).toBeNull();
      look('ok');
    }
    const { own, births, grown, born, total, noFault, outside } =
      posterior.lastTrouble as FaultWeights;
    const kept = [...own].map(
      (weight, at) => (grown * weight + born * (births[at] as number)) / total,
    );
    // A step of time lies between the two, in which a little of every fault ends and begins.
    const moved = [...kept, noFault, outside].map((one, at) =>
      Math.abs(one - (before[at] as number)),
    );
    expect(Math.max(...moved)).toBeLessThan(0.02);
    expect(noFault).toBeLessThan(0.9);
    for (let at = 0; at < 20; at += 1) look('dns.nxdomain');
    expect(posterior.lastTrouble).toBeNull();
  });
});
