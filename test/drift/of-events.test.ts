import { expect, test } from 'vitest';
import { Remembering } from '../../src/drift/of-events.ts';
import { createEventFactory } from '../../src/events/envelope.ts';
import type { WeaklinkEvent } from '../../src/events/types.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { link, look } from '../policy/made.ts';

const minute = (count: number) => `2026-11-21T14:${String(count).padStart(2, '0')}:00.000Z`;

const session = (name: string, at: number, looks: readonly [number, string, string][]) => {
  const source = `/weaklink/here/${name}-${at}`;
  const events = createEventFactory({ clock: systemClock, source });
  const chain = { name, models: [], links: [link('a'), link('b')], vantages: [] };
  return [
    events.make('session', { version: '1', chain }, { time: minute(at) }),
    ...looks.map(([when, id, image]) =>
      events.make('observation', look(id, 'docker', { 'container.image_id': image }), {
        time: minute(when),
      }),
    ),
  ];
};

const imagesAt = (
  events: readonly WeaklinkEvent[],
  until: number,
  name: string | null = 'made',
) => {
  const remembering = new Remembering(name, Date.parse(minute(until)));
  for (const event of events) remembering.take(event);
  const found = remembering.remembered();
  return found?.snapshot.links.map(
    ({ link: id, items }) => `${id} ${items[0]?.value ?? 'nothing'}`,
  );
};

const story = [
  ...session('made', 0, [
    [1, 'a', 'x'],
    [2, 'b', 'y'],
    [3, 'a', 'z'],
  ]),
  ...session('other', 4, [[5, 'a', 'not ours']]),
  ...session('made', 10, [[11, 'b', 'w']]),
];

test.each([
  [0, undefined],
  [1, ['a x', 'b nothing']],
  [2, ['a x', 'b y']],
  [9, ['a z', 'b y']],
  [11, ['a z', 'b w']],
])('at minute %i it was %j', (until, images) => {
  expect(imagesAt(story, until)).toEqual(images);
});

test('without a name the first chain counts', () => {
  expect(imagesAt(story, 59, null)).toEqual(['a z', 'b w']);
});
