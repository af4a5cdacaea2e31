import { expect, it } from 'vitest';
import { createEventFactory, eventSource } from '../../src/events/envelope.ts';
import { safe } from '../../src/text/sanitise.ts';
import { numbered, steppedClock } from './samples.ts';

it('makes CloudEvents 1.0 with the time of the clock', () => {
  const { make } = createEventFactory({ clock: steppedClock(), source: eventSource('h', 's') });
  const event = make('note', { link: 'edge', words: safe`look here` }, { subject: 'edge' });
  expect(event).toEqual({
    specversion: '1.0',
    id: '1795230842311-0000000001',
    source: '/weaklink/h/s',
    type: 'weaklink.note',
    subject: 'edge',
    time: '2026-11-21T03:14:02.311Z',
    data: { link: 'edge', words: 'look here' },
  });
});

it('leaves out the subject of an event about no link, and takes a time of its writer', () => {
  const { make } = createEventFactory({ clock: steppedClock(), source: 'x' });
  const event = make('note', { link: null, words: safe`x` }, { time: '2026-01-01T00:00:00.000Z' });
  expect('subject' in event).toBe(false);
  expect(event.time).toBe('2026-01-01T00:00:00.000Z');
});

it('counts ids up, also when the clock is set back', () => {
  const clock = steppedClock();
  const { make } = createEventFactory({ clock, source: 'x' });
  const ids = numbered(1_000).map(() => {
    clock.step(-5);
    return make('note', { link: null, words: safe`x` }).id;
  });
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(1_000);
});

it('keeps the source a URI reference whatever the host is called', () => {
  expect(eventSource('my host/ä', 'a b')).toBe('/weaklink/my%20host%2F%C3%A4/a%20b');
});
