import { expect, it } from 'vitest';
import { alsoSeenAt } from '../../../src/diagnosis/explaining/also-seen.ts';
import { Stream } from '../../../src/diagnosis/stream.ts';
import type { Observation } from '../../../src/events/types.ts';
import { demoChain, demoSeries, Player } from '../../support/looks.ts';

/** A series of gpu-a whose last look showed these. */
function looked(name: string, symptom: string | null, alsoSeen: readonly string[]): Stream {
  const player = new Player(
    demoChain,
    demoSeries.filter(({ link }) => link === 'gpu-a'),
  );
  player.round();
  const usual = player.events[0]?.data as Observation;
  const stream = `gpu-a/${name}@local`;
  const outcome = symptom === null ? 'ok' : 'failed';
  const look: Observation = { ...usual, stream, outcome, symptom, alsoSeen };
  const made = new Stream(demoChain, look);
  made.add(look, player.nowMs);
  return made;
}

const nowMs = Date.parse('2026-01-01T00:00:02.000Z');

it('adds what a look showed beside its symptom', () => {
  expect(alsoSeenAt('gpu-a', [looked('gpu', 'gpu.lost', ['gpu.xid'])], nowMs)).toEqual([
    { series: 'gpu-a/gpu@local', symptoms: ['gpu.xid'] },
  ]);
});

it('says nothing that another look at the link says by itself, nor of other links', () => {
  const two = [looked('gpu', 'gpu.lost', ['gpu.xid']), looked('log', 'gpu.xid', [])];
  expect(alsoSeenAt('gpu-a', two, nowMs)).toEqual([]);
  expect(alsoSeenAt('gpu-b', two, nowMs)).toEqual([]);
});
