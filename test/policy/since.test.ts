import { expect, test } from 'vitest';
import type { EventOf } from '../../src/events/types.ts';
import { sinceWhen } from '../../src/policy/since.ts';
import { look } from './made.ts';

const at = (minute: number, image: string | null) => {
  const startedAt = `2026-11-21T14:0${minute}:00.000Z`;
  const facts = image === null ? {} : { 'container.image': image };
  return { data: look('box', 'docker', facts, { startedAt }) } as EventOf<'observation'>;
};

test.each([
  [[at(0, 'a'), at(1, 'b'), at(2, 'b')], { since: '2026-11-21T14:01:00.000Z' }],
  [[at(0, 'b'), at(1, null), at(2, 'b')], { since: '2026-11-21T14:00:00.000Z', orEarlier: true }],
  [[at(0, 'b'), at(1, 'a'), at(2, 'b')], { since: '2026-11-21T14:02:00.000Z' }],
  [[], { since: null }],
])('the first look of those that showed it without a break', (past, since) => {
  expect(sinceWhen(past, 'container.image')).toEqual(since);
});
