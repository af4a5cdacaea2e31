import { describe, expect, it } from 'vitest';
import { MeetingIndex } from '../../src/diagnosis/alike-meetings.ts';
import { type Fault, faultsOf } from '../../src/diagnosis/hypotheses.ts';
import { leak } from '../../src/diagnosis/leak.ts';
import { explains, logOfSight, probabilityAfter } from '../../src/diagnosis/likelihood.ts';
import { alikeTo, type Meeting, meetingOf, meetingsAt } from '../../src/diagnosis/meeting.ts';
import { Posterior } from '../../src/diagnosis/posterior.ts';
import { asMetAt, numberOfAny, type Sight, sightOf } from '../../src/diagnosis/sights.ts';
import { Stream } from '../../src/diagnosis/stream.ts';
import { ratioOf, testimonyOf } from '../../src/diagnosis/testimony.ts';
import { meetingVia, replicaOf } from '../../src/diagnosis/via.ts';
import type { Observation } from '../../src/events/types.ts';
import { demoChain, demoSeries, keyOf, Player } from '../support/looks.ts';

const player = new Player();
player.round();

function stream(key: string): Stream {
  const index = demoSeries.findIndex((series) => keyOf(series) === key);
  return new Stream(demoChain, player.events[index]?.data as Observation);
}

function fault(link: string, mode: string, intensity = 1): Fault {
  const found = faultsOf(demoChain).all.find(
    (one) => one.link === link && one.mode.id === mode && one.intensity === intensity && one.harms,
  );
  if (!found) throw new Error(`${link} has no ${mode}`);
  return found;
}

const ask = stream('router/canary-chat@local');
const a = replicaOf('replica-a', 'replica-a replica-b');
const b = replicaOf('replica-b', 'replica-a replica-b');
const meet = (one: Fault) => meetingOf(ask, one) as Meeting;
const seen = (symptom: string, via: Sight['via'], more: Partial<Sight> = {}): Sight => ({
  ...{ symptom, before: null, habit: 'open', wellLooks: 0, via, wellLooksVia: 0, usual: 0.5 },
  ...more,
});
const dead = fault('replica-b', 'engine.dead');
const p = (faults: readonly Fault[], sight: Sight) =>
  probabilityAfter(
    faults.map(meet).sort((one, other) => one.order - other.order),
    sight,
  );

describe('a look that says which replica served it', () => {
  it('met a fault behind that one as surely as a look at the replica itself', () => {
    const shown = 'llm.engine_error';
    expect(p([dead], seen(shown, b))).toBeCloseTo(2 * p([dead], seen(shown, null)), 1);
    expect(p([dead], seen('ok', b))).toBeLessThan(0.1);
    expect(p([dead], seen('ok', null))).toBeGreaterThan(0.4);
  });

  it('hardly met one behind another', () => {
    expect(p([dead], seen('ok', a))).toBeGreaterThan(0.95);
    const chance = leak('llm.engine_error');
    expect(p([dead], seen('llm.engine_error', a)) / chance).toBeLessThan(10);
    // A header may name who was asked last.
    expect(p([dead], seen('llm.engine_error', a))).toBeGreaterThan(chance);
    expect(p([dead], seen('ok', a))).toBe(p([dead], seen('ok', 'elsewhere')));
  });

  it('says of what stands behind no replica what any look says', () => {
    for (const link of ['router', 'store']) {
      const broken = fault(link, 'service.errors');
      expect(p([broken], seen('http.500', b))).toBe(p([broken], seen('http.500', null)));
    }
  });

  it('meets the one and not the other of two that are ill together', () => {
    const hung = fault('replica-a', 'engine.hung');
    const both = p([dead, hung], seen('llm.engine_error', b));
    expect(both / p([dead], seen('llm.engine_error', b))).toBeGreaterThan(0.95);
    expect(p([dead, hung], seen('ok', b))).toBeLessThan(0.1);
  });

  it('is not explained by a fault on the other', () => {
    expect(explains(meet(dead), seen('llm.engine_error', b))).toBe(true);
    expect(explains(meet(dead), seen('llm.engine_error', null))).toBe(true);
    expect(explains(meet(dead), seen('llm.engine_error', a))).toBe(false);
  });

  it('is not blind to a fault because looks that went another way were well', () => {
    const since = { before: 'ok', wellLooks: 8 } as const;
    const first = p([dead], seen('ok', b, { ...since, wellLooksVia: 0 }));
    const ninth = p([dead], seen('ok', b, { ...since, wellLooksVia: 8 }));
    expect(first).toBe(p([dead], seen('ok', b)));
    expect(ninth).toBeGreaterThan(3 * first);
  });

  it.each([
    ['service.crashed', 1, 'tried at the other'],
    ['engine.dead', 1, 'answered by nobody'],
    ['service.errors', 0.5, 'answered by nobody, for every second request'],
  ])('of %s (%d), which is %s, says with its way what looks without one say', (mode, part) => {
    const broken = [fault('replica-b', mode, part)];
    for (const symptom of ['ok', 'llm.engine_error', 'http.502']) {
      const onBothWays = 0.5 * p(broken, seen(symptom, a)) + 0.5 * p(broken, seen(symptom, b));
      // But for headers that are wrong.
      expect(onBothWays / p(broken, seen(symptom, null))).toBeGreaterThan(0.95);
      expect(onBothWays / p(broken, seen(symptom, null))).toBeLessThan(1.05);
    }
  });

  it('speaks for a fault whose failures are tried at another, as long as its way is news', () => {
    const crashed = [fault('replica-b', 'service.crashed')];
    const never = p(crashed, seen('ok', a, { usual: 1 }));
    expect(p(crashed, seen('ok', a)) / never).toBeCloseTo(1.5, 1);
    expect(p([dead], seen('ok', a))).toBe(p([dead], seen('ok', a, { usual: 1 })));
  });

  it('leaves a meeting as it is where nobody knows the way', () => {
    const meeting = meet(dead);
    expect(meetingVia(meeting, null)).toBe(meeting);
    expect(meetingVia(meeting, replicaOf('c', 'c d'))).toBe(meeting);
    expect(meetingVia(meeting, b)).toMatchObject({ met: 2 * meeting.met, fork: null });
  });
});

describe('what is kept of such looks', () => {
  const number = numberOfAny(seen('llm.engine_error', b));

  it('holds for replicas whose faults are met alike, and tells them apart', () => {
    const [atA, atB] = ['replica-a', 'replica-b'].map((link) => meetingsAt(ask, link));
    if (!atA || !atB) throw new Error('the router asks both');
    expect(alikeTo(atA)).toBe(alikeTo(atB));
    const place = dead.place;
    expect(testimonyOf(atB, number).logs[place]).toBeGreaterThan(4);
    expect(testimonyOf(atA, number).logs[place]).toBeLessThan(1);
    expect(testimonyOf(atB, number).explains[place]).toBe(1);
    expect(testimonyOf(atA, number).explains[place]).toBe(0);
    // What was worked out for one stands for the other.
    const other = numberOfAny(seen('llm.engine_error', a));
    expect(testimonyOf(atA, other)).toBe(testimonyOf(atB, number));
    expect(testimonyOf(atB, other)).toBe(testimonyOf(atA, number));
  });

  it('is the same as what is worked out anew', () => {
    for (const one of [dead, fault('replica-a', 'engine.dead'), fault('store', 'service.errors')]) {
      const log = Math.log(probabilityAfter([meet(one)], sightOf(number), 'anything'));
      expect(logOfSight([meet(one)], number)).toBeCloseTo(log, 12);
      // What explanations count look by look is what the filter multiplied by.
      const { moved, ratios } = testimonyOf(meetingsAt(ask, one.link) ?? [], number);
      expect(ratioOf(meet(one), sightOf(number))).toBeCloseTo(
        ratios[moved.indexOf(one.place)] ?? 1,
        9,
      );
    }
  });

  it('is not shared by those that are met as often for another reason', () => {
    const all = fault('replica-b', 'engine.hung');
    const half = fault('replica-b', 'engine.hung', 0.5);
    const direct = meetingOf(stream('replica-b/canary-chat@local'), half);
    expect(direct?.met).toBe(meet(all).met);
    expect(direct?.likeness).not.toBe(meet(all).likeness);
    // As often met: of all requests half, or of half of them all. Where others are tried, who served says more.
    const { fork, ...shown } = meet(half);
    const index = new MeetingIndex();
    const retried = index.meeting({ ...shown, fork, share: shown.share / 2 });
    expect(retried.likeness).not.toBe(index.meeting({ ...shown, fork }).likeness);
  });

  it('is, of a look that does not say, the look itself', () => {
    const plain = numberOfAny(seen('llm.engine_error', null));
    expect(asMetAt(meet(dead), plain)).toBe(plain);
    expect(asMetAt(null, number)).toBe(plain);
    expect(sightOf(asMetAt(meet(dead), number)).via).toBe('here');
  });

  it('speaks against one and for the other in the filter', () => {
    const posterior = new Posterior(demoChain);
    posterior.admit(ask);
    const ofLink = (link: string) => {
      const { faults } = posterior.read();
      return posterior.faultsAt(link).reduce((sum, { index }) => sum + (faults[index] ?? 0), 0);
    };
    for (let look = 0; look < 4; look += 1) {
      posterior.observe(ask, numberOfAny(seen('llm.engine_error', b)), 0, 1_000 * look);
      posterior.observe(ask, numberOfAny(seen('ok', a)), 0, 1_000 * look + 500);
    }
    expect(ofLink('replica-b')).toBeGreaterThan(20 * ofLink('replica-a'));
  });
});
