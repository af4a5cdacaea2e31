import { expect, it } from 'vitest';
import { inTurn } from '../../src/diagnosis/in-turn.ts';
import { type Meeting, meetingOf } from '../../src/diagnosis/meeting.ts';
import { Player } from '../support/looks.ts';

const player = new Player();
player.rounds(1);
const { posterior, streams } = player.engine.grounds;

function meetingAt(key: string, link: string, mode: string): Meeting {
  const stream = streams.find((one) => one.key === key);
  const fault = posterior.faultsAt(link).find((one) => one.mode.id === mode && one.harms);
  const meeting = stream && fault ? meetingOf(stream, fault) : null;
  if (!meeting) throw new Error(`${key} does not meet ${mode} of ${link}`);
  return meeting;
}

/** Part of the looks that meet none of them. */
const missing = (all: readonly Meeting[]) =>
  inTurn(all).reduce((product, { met }) => product * (1 - met), 1);

const [askRouter, askReplica] = ['router/canary-chat@local', 'replica-b/canary-chat@local'];
const hung = (replica: string) => meetingAt(askRouter, replica, 'engine.hung');
const dead = (replica: string) => meetingAt(askRouter, replica, 'service.crashed');

it('lets a look that misses one replica pass the other', () => {
  expect(missing([hung('replica-a')])).toBeCloseTo(0.5, 6);
  expect(missing([hung('replica-a'), hung('replica-b')])).toBeCloseTo(0, 6);
});

it('lets a look that is sent on by a router meet what ails the other replica', () => {
  const all = [dead('replica-a'), hung('replica-b')];
  expect(missing(all)).toBeCloseTo(0, 6);
  const [first, second] = inTurn(all);
  // Half of those that meet the dead replica are sent on: 1/4 is told, 3/4 meet the other.
  expect(first?.met).toBeCloseTo(0.25, 6);
  expect(second?.met).toBeCloseTo(1, 6);
});

it('leaves faults alone of which a look passes both', () => {
  const router = meetingAt(askReplica, 'replica-b', 'engine.hung');
  const card = meetingAt(askReplica, 'gpu-b', 'gpu.lost');
  expect(inTurn([router, card])).toEqual([router, card]);
});
