import { describe, expect, it } from 'vitest';
import { type Fault, faultsOf } from '../../src/diagnosis/hypotheses.ts';
import { leak } from '../../src/diagnosis/leak.ts';
import {
  probabilityAfter,
  probabilityGiven,
  probabilityGivenAll,
} from '../../src/diagnosis/likelihood.ts';
import { type Meeting, meetingOf } from '../../src/diagnosis/meeting.ts';
import type { Sight } from '../../src/diagnosis/sights.ts';
import { Stream } from '../../src/diagnosis/stream.ts';
import type { Observation } from '../../src/events/types.ts';
import { demoChain, demoSeries, keyOf, Player } from '../support/looks.ts';

const faults = faultsOf(demoChain).all;
const player = new Player();
player.round();

/** What the faults show to one look, the one that it meets first at the head. */
function inOrder(...meetings: readonly (Meeting | null)[]): readonly Meeting[] {
  return meetings.flatMap((meeting) => meeting ?? []).sort((a, b) => a.order - b.order);
}

function stream(key: string): Stream {
  const index = demoSeries.findIndex((series) => keyOf(series) === key);
  return new Stream(demoChain, player.events[index]?.data as Observation);
}

function fault(link: string, mode: string, intensity = 1): Fault {
  const found = faults.find(
    (f) => f.link === link && f.mode.id === mode && f.intensity === intensity && f.harms,
  );
  if (!found) throw new Error(`${link} has no ${mode}`);
  return found;
}

const given = (key: string, one: Fault, symptom: string) =>
  probabilityGiven(meetingOf(stream(key), one), symptom);

describe('the likelihood', () => {
  it('turns a refused connection behind a hop into a gateway error', () => {
    const crashed = fault('gateway', 'service.crashed');
    expect(given('gateway/http@local', crashed, 'tcp.refused')).toBeGreaterThan(0.9);
    expect(given('edge/canary-chat@local', crashed, 'tcp.refused')).toBeLessThan(0.01);
    expect(given('edge/canary-chat@local', crashed, 'http.502')).toBeGreaterThan(0.3);
  });

  it('says nothing of links that a look does not pass', () => {
    expect(
      meetingOf(stream('router/http@local'), fault('replica-a', 'service.crashed')),
    ).toBeNull();
    expect(
      meetingOf(stream('vendor/canary-vendor-chat@local'), fault('router', 'service.crashed')),
    ).toBeNull();
  });

  it('lets a request behind two replicas meet the fault of one half of the time', () => {
    const hung = fault('replica-a', 'engine.hung');
    expect(meetingOf(stream('router/canary-chat@local'), hung)?.met).toBe(0.5);
    expect(meetingOf(stream('replica-a/canary-chat@local'), hung)?.met).toBe(1);
  });

  it('keeps the health check green over a hung engine', () => {
    const hung = fault('replica-a', 'engine.hung');
    expect(given('replica-a/http@local', hung, 'ok')).toBeGreaterThan(0.9);
    expect(given('replica-a/canary-chat@local', hung, 'ok')).toBeLessThan(0.05);
  });

  it('lets the look at a certificate meet the server that presents it', () => {
    expect(
      given('certificate/tls@local', fault('edge', 'service.stopped'), 'tls.timeout'),
    ).toBeGreaterThan(0.8);
  });

  it('scales with the share of requests that are hit', () => {
    const key = 'router/http@local';
    const whole = given(key, fault('router', 'service.resets'), 'http.closed');
    expect(given(key, fault('router', 'service.resets', 0.5), 'http.closed') / whole).toBeCloseTo(
      0.5,
      1,
    );
  });

  it('lets the earlier of two faults on the path decide', () => {
    const look = stream('edge/canary-chat@local');
    const name = meetingOf(look, fault('name', 'dns.name_missing'));
    const router = meetingOf(look, fault('router', 'service.errors'));
    const both = probabilityGivenAll(inOrder(name, router), 'dns.nxdomain');
    expect(both).toBeGreaterThan(0.8);
    expect(probabilityGivenAll(inOrder(router, name), 'dns.nxdomain')).toBe(both);
    expect(probabilityGivenAll(inOrder(name, router), 'http.503')).toBeLessThan(0.1);
  });

  it('falls back on flakiness where no fault is met', () => {
    expect(probabilityGiven(null, 'http.timeout')).toBe(leak('http.timeout'));
  });
});

describe('how a fault shows on one series', () => {
  const seen = (symptom: string, before: string | null, more: Partial<Sight> = {}): Sight => ({
    ...{ symptom, before, habit: 'open', wellLooks: 0, via: null, wellLooksVia: 0, usual: 0 },
    ...more,
  });
  const p = (key: string, faultsMet: readonly Fault[], sight: Sight, lasts?: 'anything') =>
    probabilityAfter(
      inOrder(...faultsMet.map((one) => meetingOf(stream(key), one))),
      sight,
      ...(lasts ? [lasts] : []),
    );

  it('is drawn once: what it showed it shows again', () => {
    const crashed = fault('gateway', 'service.crashed');
    const key = 'edge/canary-chat@local';
    expect(p(key, [crashed], seen('http.503', null))).toBeLessThan(0.3);
    expect(p(key, [crashed], seen('http.503', 'http.503'))).toBeGreaterThan(0.85);
    // The same hop turned the request for another model into that.
    const kin = seen('http.503', 'http.503', { habit: 'kin' });
    expect(p(key, [crashed], kin)).toBeGreaterThan(0.7);
  });

  it('lasts where no table foresaw it, if the fault is known to have been met', () => {
    const hung = fault('replica-a', 'engine.hung');
    const key = 'replica-a/canary-chat@local';
    const again = seen('llm.malformed', 'llm.malformed');
    expect(p(key, [hung], seen('llm.malformed', null))).toBeLessThan(0.001);
    expect(p(key, [hung], again)).toBeLessThan(0.001);
    // Such a thing may be chance, too.
    expect(p(key, [hung], again, 'anything')).toBeGreaterThan(0.6);
  });

  it('is no accident where it shows again and again, though the series can hardly feel the fault', () => {
    const full = fault('gpu-a', 'gpu.lost');
    const key = 'replica-a/http@local';
    const again = (habit: Sight['habit']) =>
      p(key, [full], seen('http.403', 'http.403', { habit }), 'anything');
    expect(again('steady')).toBeGreaterThan(0.9);
    expect(again('open')).toBeLessThan(0.5);
  });

  it('shows at every look of who asks first what is broken, and is served by another', () => {
    const down = fault('replica-a', 'service.crashed');
    const key = 'router/canary-chat@local';
    const again = (habit: Sight['habit'], symptom: string) =>
      p(key, [down], seen(symptom, symptom, { habit }), 'anything');
    expect(again('steady', 'llm.fallback')).toBeGreaterThan(0.9);
    // In turns, every other look fails.
    expect(again('steady', 'http.502')).toBeLessThan(0.7);
  });

  it('tells by how often it is well in between which fault it is once, and no more', () => {
    const seldom = fault('replica-a', 'engine.cpu_fallback');
    const often = fault('replica-a', 'engine.preempts');
    const key = 'replica-a/canary-chat@local';
    const ratio = (symptom: string, habit: Sight['habit']) =>
      p(key, [often], seen(symptom, 'llm.slow_tokens', { habit })) /
      p(key, [seldom], seen(symptom, 'llm.slow_tokens', { habit }));
    expect(ratio('ok', 'open')).toBeGreaterThan(2);
    expect(ratio('ok', 'patchy')).toBeLessThan(1.4);
  });

  it('may be nothing at all: each further good look says less', () => {
    const crashed = fault('replica-a', 'service.crashed');
    const key = 'replica-a/canary-chat@local';
    const first = p(key, [crashed], seen('ok', null));
    const later = p(key, [crashed], seen('ok', 'ok', { wellLooks: 8 }));
    expect(first).toBeLessThan(0.05);
    expect(later).toBeGreaterThan(0.9);
  });

  it('is the same draw for two faults behind one replica', () => {
    const engine = fault('replica-a', 'engine.hung');
    const card = fault('gpu-a', 'gpu.lost');
    const other = fault('gpu-b', 'gpu.lost');
    const key = 'router/canary-chat@local';
    const ok = seen('ok', null);
    const alone = p(key, [engine], ok);
    expect(p(key, [engine, card], ok)).toBeGreaterThan(alone * 0.95);
    expect(p(key, [engine, other], ok)).toBeLessThan(alone * 0.7);
  });
});
