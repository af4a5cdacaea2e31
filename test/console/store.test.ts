import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Store } from '../../src/console/store.ts';
import { initialUi } from '../../src/console/ui-state.ts';
import { verdictOf } from '../support/feed.ts';
import { healthyStory } from '../support/stories.ts';

const updateIntervalMs = 250;
let feed: ReturnType<typeof healthyStory>;
let store: Store;
let told: number;

beforeEach(() => {
  vi.useFakeTimers({ now: 10_000 });
  feed = healthyStory();
  store = new Store(feed, updateIntervalMs);
  told = 0;
  store.subscribe(() => {
    told += 1;
  });
  store.start();
});
afterEach(() => {
  store.stop();
  vi.useRealTimers();
});

const refused = { link: 'gateway', outcome: 'failed', symptom: 'tcp.refused' } as const;

test('tells of nothing but the time once a second', () => {
  vi.advanceTimersByTime(5_100);

  expect(told).toBe(5);
});

test('the tenth equal answer waits for the next second', () => {
  feed.look({ link: 'gateway' });
  vi.advanceTimersByTime(900);
  expect(told).toBe(0);

  vi.advanceTimersByTime(200);
  expect(told).toBe(1);
});

test('a first failure does not', () => {
  vi.advanceTimersByTime(300);
  feed.look(refused);
  vi.advanceTimersByTime(1);

  expect(told).toBe(1);
  expect(store.getState().snapshot.links.get('gateway')?.looks[0]?.observation.outcome).toBe(
    'failed',
  );
});

test('a storm of news is told four times a second, not a thousand times', () => {
  for (let event = 0; event < 2_000; event += 1) {
    feed.emit('note', { link: null, words: `note ${event}` as never });
    vi.advanceTimersByTime(1);
  }

  expect(told).toBeLessThanOrEqual(11);
  expect(told).toBeGreaterThanOrEqual(7);
});

test('a new answer is told at once, the same one again is not', () => {
  const verdict = verdictOf(feed.chain, feed.now(), { status: 'undetermined', headline: 'hm' });
  feed.judge(verdict);
  vi.advanceTimersByTime(300);
  feed.judge({ ...verdict, at: 'later' });
  vi.advanceTimersByTime(300);

  expect(told).toBe(1);
});

test('what a key changed is told at once, and nothing when nothing changed', () => {
  const ui = { ...initialUi, masked: true };
  store.setUi(ui);
  store.setUi(ui);

  expect(told).toBe(1);
  expect(store.getState().ui.masked).toBe(true);
});

test('a state is a value: equal until something was published', () => {
  const before = store.getState();
  feed.look({ link: 'gateway' });

  expect(store.getState()).toBe(before);
});

test('after the end nothing is told and nothing listened to', () => {
  store.stop();
  feed.look(refused);
  vi.advanceTimersByTime(5_000);

  expect(told).toBe(0);
});
