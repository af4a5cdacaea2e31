import { expect, test } from 'vitest';
import { type Item, NewsMixer } from '../../../src/console/timeline/verdict-news.ts';
import type { Mark, Step } from '../../../src/replay/types.ts';
import { incident, incidentStart } from '../../support/incident.ts';

const marks: readonly Mark[] = [
  { atMs: incidentStart + 2_000, kind: 'verdict', title: 'broken', status: 'fault', link: 'a' },
  { atMs: incidentStart + 1_000, kind: 'verdict', title: 'well', status: 'healthy' },
  { atMs: incidentStart + 1_500, kind: 'note', title: 'no news of a verdict' },
];
const looks: readonly Step[] = incident()
  .filter(({ type }) => type === 'weaklink.observation')
  .map((event) => ({ event, verdict: null }));
const upTo = (ms: number) => looks.filter(({ event }) => Date.parse(event.time) <= ms);
const words = (items: readonly Item[]) =>
  items.flatMap(({ event, isRecorded }) =>
    isRecorded || event.type !== 'weaklink.verdict' ? [] : [event.data.headline],
  );

test('news stand behind every event of their instant, and before the next', () => {
  const mixer = new NewsMixer(marks);
  mixer.begin(Number.NEGATIVE_INFINITY);
  const items = mixer.mix(upTo(incidentStart + 1_500));

  const place = items.findIndex(({ isRecorded }) => !isRecorded);
  expect(words(items)).toEqual(['well']);
  expect(items[place - 1]?.atMs).toBeLessThanOrEqual(incidentStart + 1_000);
  expect(items[place + 1]?.atMs).toBeGreaterThan(incidentStart + 1_000);
  expect(items.every(({ atMs }, index) => atMs >= (items[index - 1]?.atMs ?? 0))).toBe(true);
});

test('news after the last event come with the rest of the time, once', () => {
  const mixer = new NewsMixer(marks);
  mixer.begin(Number.NEGATIVE_INFINITY);
  mixer.mix(upTo(incidentStart + 500));

  expect(words(mixer.rest(incidentStart + 999))).toEqual([]);
  expect(words(mixer.rest(incidentStart + 2_000))).toEqual(['well', 'broken']);
  expect(words(mixer.rest(incidentStart + 3_000))).toEqual([]);
});

test('what was known when it began is not told again', () => {
  const mixer = new NewsMixer(marks);
  mixer.begin(incidentStart + 1_000);

  expect(words(mixer.rest(incidentStart + 9_000))).toEqual(['broken']);
});
