import { expect, test } from 'vitest';
import { Memory } from '../../src/console/memory.ts';
import { acmeChain, chainOf, type LinkSketch } from '../support/chain.ts';
import { observationOf, ScriptedFeed, verdictOf } from '../support/feed.ts';
import { memoryKept } from '../support/memory-kept.ts';
import { healthyStory, scriptedFaults } from '../support/stories.ts';

function remembering(feed = new ScriptedFeed(acmeChain)) {
  const memory = new Memory(feed);
  const take = (): boolean => memory.take(feed.history().at(-1) as never);
  return { feed, memory, take };
}

test('knows what happened before it began', () => {
  const snapshot = new Memory(healthyStory()).snapshot();

  expect(snapshot.looksTaken).toBe(660);
  expect(snapshot.links.get('gateway')?.looks).toHaveLength(1);
  expect(snapshot.verdict?.status).toBe('healthy');
});

test('keeps the newest look of each series', () => {
  const { feed, memory, take } = remembering();
  feed.look({ link: 'gateway', summary: 'first' });
  take();
  feed.look({ link: 'gateway', summary: 'second' });
  take();
  feed.look({ link: 'gateway', stream: 'gateway/tls@local', summary: 'other' });
  take();

  const looks = memory.snapshot().links.get('gateway')?.looks ?? [];

  expect(looks.map(({ observation }) => observation.summary)).toEqual(['second', 'other']);
  expect(looks[0]?.history.until(feed.now(), 9)).toHaveLength(2);
  expect(looks.map(({ plan }) => plan?.intervalMs)).toEqual([1_000, undefined]);
});

test('tells news from the tenth equal answer', () => {
  const { feed, take } = remembering();
  const news: boolean[] = [];
  const failed = { outcome: 'failed', symptom: 'tcp.refused' } as const;
  for (const look of [{}, {}, failed, failed, {}]) {
    feed.look({ link: 'gateway', ...look });
    news.push(take());
  }

  expect(news).toEqual([false, false, true, false, false]);
});

test('a series that flaps is news once; what comes back after a while is news again', () => {
  const { feed, take } = remembering();
  const failed = { outcome: 'failed', symptom: 'tcp.refused' } as const;
  const news: boolean[] = [];
  for (const [look, seconds] of [
    [{}, 1],
    [failed, 1],
    [{}, 1],
    [failed, 40],
    [failed, 1],
    [{}, 1],
  ] as const) {
    feed.look({ link: 'gateway', ...look });
    news.push(take());
    feed.pass(seconds * 1_000);
  }

  expect(news).toEqual([false, true, false, false, true, true]);
});

test('a claim is news when it says something else', () => {
  const { feed, memory, take } = remembering();
  const claim = { link: 'vendor-x', who: 'status page', says: 'healthy', words: 'fine' } as const;
  feed.claim(claim);
  expect(take()).toBe(true);
  feed.claim(claim);
  expect(take()).toBe(false);
  feed.claim({ ...claim, says: 'down', words: 'investigating' });
  expect(take()).toBe(true);
  feed.pass(120_000);
  feed.claim(claim);
  expect(take()).toBe(true);

  expect(memory.snapshot().links.get('vendor-x')?.claims).toHaveLength(1);
});

test('a page that says several things at once is no news every time', () => {
  const { feed, memory, take } = remembering();
  const news: boolean[] = [];
  for (let second = 0; second < 3; second += 1) {
    for (const words of ['All Systems Operational', 'Model API: operational']) {
      feed.claim({ link: 'vendor-x', who: 'status page', says: 'healthy', words });
      news.push(take());
    }
    feed.pass(60_000);
  }

  expect(news).toEqual([true, true, false, false, false, false]);
  expect(memory.snapshot().links.get('vendor-x')?.claims).toHaveLength(2);
});

test('a verdict is news when its answer differs', () => {
  const { feed, memory } = remembering();
  const healthy = verdictOf(acmeChain, feed.now(), { status: 'healthy', headline: 'all well' });

  expect(memory.judge(healthy)).toBe(true);
  expect(memory.judge({ ...healthy, at: 'later' })).toBe(false);
  expect(memory.judge({ ...healthy, status: 'undetermined' })).toBe(true);
});

test('a verdict in the stream is news when it blames another, not when its words change', () => {
  const { feed, take } = remembering();
  const healthy = verdictOf(acmeChain, feed.now(), { status: 'healthy', headline: 'all well' });
  const news = [healthy, { ...healthy, headline: '3 links left' as never }].map((verdict) => {
    feed.emit('verdict', verdict);
    return take();
  });
  feed.emit('verdict', { ...healthy, status: 'undetermined' });

  expect([...news, take()]).toEqual([true, false, true]);
});

test('looks at links that the chain does not name are listed, and break nothing', () => {
  const { feed, memory, take } = remembering();
  feed.look({ link: 'nowhere' });

  expect(take()).toBe(true);
  expect(memory.snapshot().events).toHaveLength(1);
});

test('a snapshot does not change any more', () => {
  const { feed, memory, take } = remembering();
  feed.look({ link: 'gateway', summary: 'before' });
  take();
  const snapshot = memory.snapshot();
  feed.look({ link: 'gateway', summary: 'after', outcome: 'failed', symptom: 'tcp.refused' });
  take();

  expect(snapshot.links.get('gateway')?.looks[0]?.observation.summary).toBe('before');
  expect(snapshot.events).toHaveLength(0);
  expect(snapshot.recent).toHaveLength(1);
});

test('old events are forgotten, news later than the rest', () => {
  const { feed, memory, take } = remembering();
  feed.emit('note', { link: null, words: 'deploy begins' as never });
  take();
  for (let look = 0; look < 6_000; look += 1) {
    feed.look({ link: 'gateway' });
    take();
  }

  const { events, recent } = memory.snapshot();
  expect(recent).toHaveLength(2_000);
  expect(recent.at(-1)?.sequence).toBe(6_001);
  expect(events.map(({ event }) => event.type)).toEqual(['weaklink.note']);
});

test('faults are listed with those in force', async () => {
  const faults = scriptedFaults();
  await faults.inject('gpu-1-xid');

  const { faults: shown } = new Memory(healthyStory({ faults })).snapshot();

  expect(shown?.list).toHaveLength(3);
  expect(shown?.active).toEqual(['gpu-1-xid']);
});

test('2,000 links with ten minutes of looks are kept in less than 30 MB', () => {
  const links = Array.from(
    { length: 2_000 },
    (_, index): LinkSketch => ({
      id: `link-${index}`,
      kind: 'service',
    }),
  );
  const feed = new ScriptedFeed(chainOf('big', 'link-0', links));
  const memory = new Memory(feed);
  const before = memoryKept().heapUsed;
  for (let round = 0; round < 100; round += 1) {
    for (const { id } of links) {
      memory.take({
        specversion: '1.0',
        id: '1',
        source: '/test',
        type: 'weaklink.observation',
        time: new Date(feed.now() + round).toISOString(),
        data: observationOf({ link: id }, feed.now()),
      });
    }
  }

  expect((memoryKept().heapUsed - before) / 1_048_576).toBeLessThan(30);
  expect(memory.snapshot().looksTaken).toBe(200_000);
});
