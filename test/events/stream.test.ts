import { describe, expect, it } from 'vitest';
import { EventStream } from '../../src/events/stream.ts';
import type { WeaklinkEvent } from '../../src/events/types.ts';
import { manyEvents } from './samples.ts';

interface Options {
  historyEvents?: number;
  errors?: [string, unknown][];
}

function createStream({ errors, ...options }: Options = {}): EventStream {
  return new EventStream({
    ...options,
    onSubscriberError: (name, error) => {
      if (!errors) throw error;
      errors.push([name, error]);
    },
  });
}

/** Whether a promise has settled, once everything that can happen now has happened. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  promise.finally(() => {
    settled = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

const ids = (events: readonly WeaklinkEvent[]) => events.map(({ id }) => id);

describe('listeners', () => {
  it('hear every event at once and in order, also those published in answer to one', () => {
    const [session, first, answer] = manyEvents(2) as [WeaklinkEvent, WeaklinkEvent, WeaklinkEvent];
    const stream = createStream();
    const heard: WeaklinkEvent[] = [];
    stream.onEvent('engine', (event) => {
      if (event === first) stream.publish(answer);
    });
    stream.onEvent('console', (event) => heard.push(event));
    stream.publish(session);
    stream.publish(first);
    expect(heard).toEqual([session, first, answer]);
  });

  it('do not hurt each other or the writer, and are named when they throw', () => {
    const errors: [string, unknown][] = [];
    const stream = createStream({ errors });
    const heard: WeaklinkEvent[] = [];
    const broken = new Error('broken');
    stream.onEvent('bad', () => {
      throw broken;
    });
    stream.onEvent('good', (event) => heard.push(event));
    for (const event of manyEvents(1)) stream.publish(event);
    expect(heard).toHaveLength(2);
    expect(errors).toEqual([
      ['bad', broken],
      ['bad', broken],
    ]);
  });

  it('end when they say so, in the middle of an event too', () => {
    const stream = createStream();
    const heard: string[] = [];
    stream.onEvent('first', () => endSecond());
    const endSecond = stream.onEvent('second', () => heard.push('second'));
    for (const event of manyEvents(3)) stream.publish(event);
    expect(heard).toEqual([]);
  });

  it('that come late may hear the past, once, then what comes', () => {
    const events = manyEvents(4);
    const stream = createStream();
    const heard: WeaklinkEvent[] = [];
    stream.onEvent('opener', (event) => {
      if (event === events[2]) {
        stream.onEvent('late', (one) => heard.push(one), { replay: true });
      }
    });
    for (const event of events) stream.publish(event);
    expect(ids(heard)).toEqual(ids(events));
  });

  it('hear what they publish themselves while they hear the past', () => {
    const [session, first, answer] = manyEvents(2) as [WeaklinkEvent, WeaklinkEvent, WeaklinkEvent];
    const stream = createStream();
    stream.publish(session);
    stream.publish(first);
    const heard: WeaklinkEvent[] = [];
    const engine = (event: WeaklinkEvent) => {
      heard.push(event);
      if (event === first) stream.publish(answer);
    };
    stream.onEvent('engine', engine, { replay: true });
    expect(heard).toEqual([session, first, answer]);
  });
});

describe('subscriptions', () => {
  it('give every event to a slow reader while the writer waits for it', async () => {
    const events = manyEvents(500);
    const stream = createStream();
    const reader = stream.subscribe('recorder', { queueEvents: 10 });
    const read: WeaklinkEvent[] = [];
    let most = 0;
    const reading = (async () => {
      for await (const event of reader) {
        most = Math.max(most, reader.waiting);
        if (read.length % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        read.push(event);
      }
    })();
    for (const event of events) await stream.publish(event);
    await stream.close();
    await reading;
    expect(ids(read)).toEqual(ids(events));
    expect(most).toBeLessThanOrEqual(10);
  });

  it('tell the writer to wait exactly while a queue is full', async () => {
    const [a, b, c] = manyEvents(2) as [WeaklinkEvent, WeaklinkEvent, WeaklinkEvent];
    const stream = createStream();
    const iterator = stream.subscribe('slow', { queueEvents: 2 })[Symbol.asyncIterator]();
    stream.subscribe('roomy');
    expect(await isSettled(stream.publish(a))).toBe(true);
    const full = stream.publish(b);
    expect(await isSettled(full)).toBe(false);
    const alsoFull = stream.publish(c);
    expect(stream.counters()).toEqual({
      published: 3,
      forgotten: 0,
      waiting: { slow: 3, roomy: 3 },
    });
    await iterator.next();
    expect(await isSettled(full)).toBe(false);
    await iterator.next();
    expect(await isSettled(Promise.all([full, alsoFull]))).toBe(true);
  });

  it('refuse a writer that does not wait, before they grow without end', () => {
    const stream = createStream();
    stream.subscribe('stuck', { queueEvents: 10 });
    const events = manyEvents(100);
    expect(() => {
      for (const event of events) stream.publish(event);
    }).toThrow(expect.objectContaining({ code: 'E_STREAM_FLOODED' }));
    expect(stream.counters().waiting.stuck).toBeLessThanOrEqual(20);
  });

  it('let the writers go when a full reader leaves', async () => {
    const [a, b] = manyEvents(1) as [WeaklinkEvent, WeaklinkEvent];
    const stream = createStream();
    const iterator = stream.subscribe('slow', { queueEvents: 1 })[Symbol.asyncIterator]();
    stream.publish(a);
    await iterator.next();
    const full = stream.publish(b);
    expect(await isSettled(full)).toBe(false);
    await iterator.return();
    expect(await isSettled(full)).toBe(true);
    expect(stream.counters().waiting).toEqual({});
  });

  it('that come late may read the past without holding up the writers', async () => {
    const events = manyEvents(30);
    const stream = createStream();
    for (const event of events.slice(0, 20)) stream.publish(event);
    const reader = stream.subscribe('late', { replay: true, queueEvents: 15 });
    for (const event of events.slice(20)) {
      expect(await isSettled(stream.publish(event))).toBe(true);
    }
    const closing = stream.close();
    const read: WeaklinkEvent[] = [];
    for await (const event of reader) read.push(event);
    await closing;
    expect(ids(read)).toEqual(ids(events));
  });
});

describe('close', () => {
  it('waits until the readers have worked off what was left', async () => {
    const stream = createStream();
    const done: string[] = [];
    const reader = stream.subscribe('recorder');
    const reading = (async () => {
      for await (const event of reader) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        done.push(event.id);
      }
    })();
    for (const event of manyEvents(20)) stream.publish(event);
    await stream.close();
    expect(done).toHaveLength(21);
    await reading;
  });

  it('lets waiting writers go and takes no further event', async () => {
    const [a, b] = manyEvents(1) as [WeaklinkEvent, WeaklinkEvent];
    const stream = createStream();
    stream.subscribe('never read', { queueEvents: 1 });
    const full = stream.publish(a);
    await stream.close();
    await full;
    expect(() => stream.publish(b)).toThrow('after the stream');
  });
});

it('remembers the newest events, and the session always', () => {
  const events = manyEvents(50);
  const stream = createStream({ historyEvents: 10 });
  for (const event of events) stream.publish(event);
  expect(ids(stream.history())).toEqual(ids([...events.slice(0, 1), ...events.slice(-10)]));
  expect(stream.counters()).toMatchObject({ published: 51, forgotten: 41 });
});
