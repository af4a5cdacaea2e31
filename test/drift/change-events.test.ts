import { expect, test } from 'vitest';
import { changesOf } from '../../src/drift/change-events.ts';
import type { Difference } from '../../src/drift/types.ts';
import { sanitise } from '../../src/text/sanitise.ts';
import { snapshot } from './made.ts';

const difference = (what: string, link: string | null = 'box'): Difference => ({
  link,
  what,
  category: 'other',
  before: sanitise('1'),
  after: null,
});
const at = (minute: number) => `2026-11-21T14:${String(minute).padStart(2, '0')}:00.000Z`;
const between = (isTime: boolean) => ({
  before: snapshot([], { takenAt: at(0) }),
  after: snapshot([], { takenAt: at(30) }),
  isTime,
});

test('between two moments a difference was made in between', () => {
  expect(changesOf([difference('gpu.driver')], between(true))).toEqual([
    {
      time: at(30),
      data: { link: 'box', what: 'gpu.driver', from: '1', to: null, notBefore: at(0) },
    },
  ]);
});

test('what a container is made of is as new as the container, if that is new', () => {
  const [made] = changesOf([difference('container.flag --a')], between(true), () => at(20));
  expect(made).toMatchObject({ time: at(20), data: { what: 'container.flag --a' } });
  expect(made?.data).not.toHaveProperty('notBefore');
  const older = () => '2026-11-20T14:00:00.000Z';
  expect(changesOf([difference('container.flag --a')], between(true), older)).toMatchObject([
    { time: at(30), data: { notBefore: at(0) } },
  ]);
});

test('between two places a difference is as old as what it is of, and no change where that is unknown', () => {
  const all = [difference('gpu.driver')];
  expect(changesOf(all, between(false), () => at(20))).toMatchObject([{ time: at(20) }]);
  expect(changesOf(all, between(false))).toEqual([]);
});

test('what is of no link, or is a link, is no change', () => {
  const all = [difference('policy tls.minimum', null), difference('link')];
  expect(changesOf(all, between(true))).toEqual([]);
});
