import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Link, ProbePlan } from '../../src/chain/types.ts';
import { createEventFactory, type EventFactory } from '../../src/events/envelope.ts';
import { EventStream } from '../../src/events/stream.ts';
import type { Observation } from '../../src/events/types.ts';
import type { Verdict } from '../../src/events/verdict.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { Judging, saysMore } from '../../src/session/judging.ts';
import { sampleObservation, samples } from '../report/sample.ts';

let stream: EventStream;
let events: EventFactory;
let judging: Judging;
let verdicts: { verdict: Verdict; afterMs: number }[];
let startMs: number;

beforeEach(() => {
  stream = new EventStream({
    onSubscriberError: (_, error) => {
      throw error;
    },
  });
  events = createEventFactory({ clock: systemClock, source: '/weaklink/test/1' });
  judging = new Judging(samples.chain, stream);
  verdicts = [];
  startMs = performance.now();
  judging.onVerdict((verdict) => {
    verdicts.push({ verdict, afterMs: performance.now() - startMs });
  });
});
afterEach(() => judging.stop());

function look(symptom: string | null, more: Partial<Observation> = {}): void {
  const outcome = symptom === null ? 'ok' : 'failed';
  const observation = sampleObservation({ outcome, symptom, alsoSeen: [], ...more });
  void stream.publish(events.make('observation', observation, { subject: observation.link }));
}

function plan(name: string): ProbePlan {
  return {
    kind: 'http',
    name,
    vantage: 'local',
    intervalMs: 1_000,
    deadlineMs: 500,
    options: {},
    inferred: false,
  };
}

const withProbes = (probes: readonly ProbePlan[]) => (link: Link) =>
  link.id === 'gateway' ? { ...link, probes } : link;

async function verdictsReach(count: number): Promise<void> {
  while (verdicts.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('Judging', () => {
  it('judges at once what changes, and looks that come together only once', async () => {
    look(null);
    look('gpu.lost', { stream: 'gpu-1/gpu@ssh' });
    expect(judging.verdict).toBeNull();
    await verdictsReach(1);
    expect(verdicts[0]?.afterMs).toBeLessThan(200);
    expect(judging.observations).toHaveLength(2);
  });

  it('judges what does not change a little later', async () => {
    look(null);
    await verdictsReach(1);
    startMs = performance.now();
    look(null);
    look(null);
    await verdictsReach(2);
    expect(verdicts[1]?.afterMs).toBeGreaterThan(200);
    expect(verdicts).toHaveLength(2);
  });

  it('says that all is well only when every series has looked, and what is broken at once', async () => {
    const two = ['http', 'health'].map((name) => plan(name));
    const chain = { ...samples.chain, links: samples.chain.links.map(withProbes(two)) };
    const waiting = new Judging(chain, stream);
    const told: string[] = [];
    waiting.onVerdict(({ status }) => told.push(status));
    look(null, { stream: 'gateway/http@local', link: 'gateway' });
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(told).toEqual([]);
    look(null, { stream: 'gateway/health@local', link: 'gateway' });
    await expect.poll(() => told).toEqual(['healthy']);
    waiting.stop();

    const broken = new Judging(chain, stream);
    broken.onVerdict(({ status }) => told.push(status));
    for (let again = 0; again < 12; again += 1) {
      look('http.server_error', { stream: 'gateway/health@local', link: 'gateway', probe: 'http' });
    }
    await expect.poll(() => told.length, { timeout: 500 }).toBeGreaterThan(1);
    broken.stop();
  });

  it('keeps the newest observation of every series', async () => {
    look(null, { durationMs: 1 });
    look(null, { durationMs: 2 });
    expect(judging.observations.map(({ durationMs }) => durationMs)).toEqual([2]);
  });

  it('knows what happened before it began', () => {
    look('gpu.lost');
    const late = new Judging(samples.chain, stream);
    expect(late.observations).toHaveLength(1);
    late.stop();
  });
});

describe('saysMore', () => {
  it('is about status, culprits and cleared links, not about probabilities', () => {
    const { verdict, healthy } = samples;
    const drifted = { ...verdict, noFaultProbability: 0.02, headline: verdict.headline };
    expect(saysMore(null, verdict)).toBe(true);
    expect(saysMore(verdict, drifted)).toBe(false);
    expect(saysMore(verdict, healthy)).toBe(true);
    expect(saysMore(verdict, { ...verdict, cleared: [] })).toBe(true);
    expect(saysMore(verdict, { ...verdict, culprits: [] })).toBe(true);
  });
});
