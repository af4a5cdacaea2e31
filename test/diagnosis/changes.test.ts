import { describe, expect, it } from 'vitest';
import { Changes } from '../../src/diagnosis/changes.ts';
import type { Change, EventOf } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import { demoChain, Player } from '../support/looks.ts';

const edgeFront = (symptom: string) => ({
  'certificate/tls@local': symptom,
  'edge/http@local': symptom,
  'edge/canary-chat@local': symptom,
  'edge/canary-vendor-chat@local': symptom,
});
const routerFails = {
  'router/canary-chat@local': 'http.500',
  'gateway/canary-chat@local': 'http.500',
  'edge/canary-chat@local': 'http.500',
};
const renewed: Change = {
  link: 'certificate',
  what: 'certificate.serial',
  from: safe`04:1f`,
  to: safe`04:20`,
};
const image: Change = {
  link: 'router',
  what: 'container.image',
  from: safe`router:2.4.0`,
  to: safe`router:2.4.1`,
};

const changeEvent = (data: Change): EventOf<'change'> => ({
  specversion: '1.0',
  id: '1',
  source: '/test',
  type: 'weaklink.change',
  time: '2026-01-01T00:00:00.000Z',
  data,
});

describe('a change before a fault', () => {
  it('is told with its distance', () => {
    const player = new Player();
    player.rounds(10);
    player.change(renewed);
    player.rounds(12);
    player.rounds(4, edgeFront('tls.expired'));
    const [culprit] = player.engine.verdict().culprits;
    expect(culprit).toMatchObject({ link: 'certificate', mode: 'certificate.expired' });
    expect(culprit?.change).toMatchObject({ link: 'certificate', from: '04:1f', to: '04:20' });
    expect(culprit?.change?.beforeMs).toBeGreaterThanOrEqual(12_000);
    expect(culprit?.change?.beforeMs).toBeLessThan(13_000);
    expect(player.engine.verdict().headline).toMatch(/, 12 s after the certificate changed$/);
    expect(culprit?.evidenceFor[1]).toBe('began 12 s after the certificate changed');
  });

  it('is told of a link that the culprit directly needs, where it can break that too', () => {
    const changes = new Changes();
    changes.add(changeEvent({ ...image, link: 'store', what: 'file.content' }));
    const onsetMs = Date.parse('2026-01-01T00:00:30.000Z');
    expect(changes.before(demoChain, 'replica-a', 'model.corrupt', onsetMs)).toMatchObject({
      link: 'store',
      beforeMs: 30_000,
    });
    expect(changes.before(demoChain, 'router', 'model.corrupt', onsetMs)).toBeUndefined();
    changes.add(changeEvent({ ...image, link: 'gpu-a', what: 'host.kernel' }));
    expect(changes.before(demoChain, 'replica-a', 'model.corrupt', onsetMs)?.link).toBe('store');
  });

  it('raises the odds of what it can cause', () => {
    const odds = (change: Change | null) => {
      const player = new Player();
      player.rounds(10);
      if (change) player.change(change);
      player.rounds(2);
      player.rounds(1, routerFails);
      return player.engine.verdict().links.find(({ link }) => link === 'router')?.probability ?? 0;
    };
    const without = odds(null);
    expect(odds(image)).toBeGreaterThan(without);
    expect(odds({ ...image, what: 'gpu.driver' })).toBeCloseTo(without, 3);
  });

  it('counts less the longer ago it was', () => {
    const odds = (rounds: number) => {
      const player = new Player();
      player.change(image);
      player.rounds(rounds);
      player.rounds(1, routerFails);
      return player.engine.verdict().links.find(({ link }) => link === 'router')?.probability ?? 0;
    };
    expect(odds(10)).toBeGreaterThan(odds(600));
  });
});

describe('a change that did not cause it', () => {
  it('came after the fault', () => {
    const player = new Player();
    player.rounds(10);
    player.rounds(4, edgeFront('tls.expired'));
    player.change(renewed);
    player.rounds(4, edgeFront('tls.expired'));
    const [culprit] = player.engine.verdict().culprits;
    expect(culprit?.link).toBe('certificate');
    expect(culprit).not.toHaveProperty('change');
  });

  it('was of a thing that cannot break that way', () => {
    const player = new Player();
    player.rounds(10);
    player.change({ ...renewed, link: 'edge', what: 'quota.requests' });
    player.rounds(3);
    player.rounds(5, {
      ...edgeFront('tcp.refused'),
      'edge/process@local': 'process.absent',
    });
    const [culprit] = player.engine.verdict().culprits;
    expect(culprit).toMatchObject({ link: 'edge', mode: 'service.crashed' });
    expect(culprit).not.toHaveProperty('change');
  });

  it('was of a link elsewhere, and does not draw the blame', () => {
    const player = new Player();
    player.rounds(10);
    player.change({ ...image, link: 'gateway' });
    player.rounds(3);
    player.rounds(8, routerFails);
    expect(player.engine.verdict().culprits[0]?.link).toBe('router');
  });
});

describe('a change whose moment is not known', () => {
  const at = (player: Player, agoMs: number) => new Date(player.nowMs - agoMs).toISOString();

  it('is told as simultaneous where the fault showed first', () => {
    const player = new Player();
    player.rounds(10);
    player.rounds(1, edgeFront('tls.expired'));
    player.change({ ...renewed, notBefore: at(player, 2_000) });
    player.rounds(3, edgeFront('tls.expired'));
    const [culprit] = player.engine.verdict().culprits;
    expect(culprit?.change).toMatchObject({ beforeMs: 0 });
    expect(culprit?.evidenceFor.join()).toContain('began just as the certificate changed');
  });

  it('is told with both ends of a long time', () => {
    const player = new Player();
    player.change({ ...renewed, notBefore: at(player, 7_200_000) });
    player.rounds(10);
    player.rounds(4, edgeFront('tls.expired'));
    expect(player.engine.verdict().culprits[0]?.evidenceFor.join()).toContain(
      'began after the certificate changed, some time between 2025-12-31 22:00Z and 2026-01-01 00:00Z',
    );
  });
});
