import { expect, test } from 'vitest';
import { History } from '../../src/events/history.ts';
import type { WeaklinkEvent } from '../../src/events/types.ts';
import { manyEvents, sampleInference } from './samples.ts';

const [session, ...looks] = manyEvents(30) as [WeaklinkEvent, ...WeaklinkEvent[]];

function inference(index: number): WeaklinkEvent {
  const { specversion, source, time } = session;
  return {
    ...{ specversion, source, time, id: `asked-${index}` },
    ...{ type: 'weaklink.inference', data: sampleInference },
  } as WeaklinkEvent;
}

const ids = (events: readonly WeaklinkEvent[]) => events.map(({ id }) => id);

test('inferences, however many, push out no look', () => {
  const history = new History({ events: 100, inferences: 5 });
  const [first, ...others] = looks;
  history.take(session);
  if (first) history.take(first);
  for (let index = 0; index < 1_000; index += 1) history.take(inference(index));
  for (const look of others) history.take(look);

  const last = Array.from({ length: 5 }, (_, index) => `asked-${995 + index}`);
  expect(ids(history.all())).toEqual([
    ...ids([session, ...looks.slice(0, 1)]),
    ...last,
    ...ids(others),
  ]);
  expect(history.forgotten).toBe(995);
});

test('each keeps its place among the others', () => {
  const history = new History({ events: 100, inferences: 100 });
  const all = looks.flatMap((look, index) => [look, inference(index), inference(index + 100)]);
  for (const event of all) history.take(event);

  expect(ids(history.all())).toEqual(ids(all));
  expect(history.forgotten).toBe(0);
});
