import { afterEach, expect, test } from 'vitest';
import { frame } from '../../../src/console/frame.ts';
import { viewMaker } from '../../../src/console/make-view.ts';
import { Store } from '../../../src/console/store.ts';
import { type ReplayFeed, replayFeed } from '../../../src/console/timeline/replay-feed.ts';
import { initialUi, type UiState } from '../../../src/console/ui-state.ts';
import { openTimeline } from '../../../src/replay/open-timeline.ts';
import type { Timeline } from '../../../src/replay/types.ts';
import { createCharts } from '../../../src/terminal/charts/charts.ts';
import { dice } from '../../support/dice.ts';
import { openIncident, recordIncident } from '../../support/incident.ts';
import { pause } from '../../support/terminal.tsx';
import { textOf } from '../../support/view.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function open(): Promise<Timeline> {
  const timeline = await openIncident();
  opened.push(timeline);
  return timeline;
}

async function watched(timeline: Timeline, options: Parameters<typeof replayFeed>[1]) {
  const feed = await replayFeed(timeline, options);
  const store = new Store(feed, 0);
  store.start();
  opened.push(feed, { close: () => store.stop() });
  return { feed, store };
}

const makeView = viewMaker(
  { unicode: true },
  createCharts({ unicode: false }, () => {}),
);

/** Every screen that draws from what is remembered, but for the line that says where the range ends. */
function pictures(store: Store): string {
  const shown: Partial<UiState>[] = [
    {},
    { screens: ['chain', 'link'], selectedLink: 'vendor' },
    { screens: ['chain', 'events'] },
    { screens: ['chain', 'events'], everyLook: true },
  ];
  return shown
    .map((ui) => {
      const view = makeView({ ...store.getState(), ui: { ...initialUi, ...ui } });
      return textOf(frame(view, 120, 40).filter((_, row) => row !== 38));
    })
    .join('\n');
}

function jumped({ replay }: ReplayFeed, act: () => void): Promise<void> {
  return new Promise((resolve) => {
    const stop = replay.onJump(() => {
      stop();
      resolve();
    });
    act();
  });
}

test('wherever one jumps, the picture is the one that playing straight reaches', async () => {
  const timeline = await open();
  const spanMs = timeline.endMs - timeline.startMs;
  const roll = dice(5);
  const { feed, store } = await watched(timeline, { isPlaying: false });
  for (let round = 0; round < 6; round += 1) {
    const share = roll();
    await jumped(feed, () => feed.replay.ask({ kind: 'share', of: roll() }));
    await jumped(feed, () => feed.replay.ask({ kind: 'share', of: share }));

    const toMs = timeline.startMs + Math.round(share * spanMs);
    const straight = await watched(await open(), { speed: 'max', isPlaying: false, toMs });
    await new Promise<void>((resolve) => {
      straight.feed.replay.onNotice(() => resolve());
      straight.feed.replay.ask({ kind: 'play' });
    });
    await pause(20);

    expect(feed.now()).toBe(straight.feed.now());
    expect(pictures(store)).toBe(pictures(straight.store));
  }
});

test('what was changed and noted long before is known after a jump, in its place', async () => {
  const timeline = await openTimeline(await recordIncident(180));
  opened.push(timeline);
  const { feed, store } = await watched(timeline, { isPlaying: false });
  await jumped(feed, () => feed.replay.ask({ kind: 'share', of: 1 }));

  const events = store.getState().snapshot.events.map(({ event }) => event);
  const times = events.map(({ time }) => Date.parse(time));
  expect(feed.history().length).toBeLessThan(timeline.events / 1.5);
  expect(events.map(({ type }) => type)).toContain('weaklink.note');
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(pictures(store)).toMatch(/CHANGE +00:00:25Z +vendor +quota 600 → 60/);
});

test('an event that was chosen before a jump is chosen no more', async () => {
  const { feed, store } = await watched(await open(), { isPlaying: false });
  store.setUi({ ...store.getState().ui, selectedEvent: 3, selectedLink: 'vendor' });
  await jumped(feed, () => feed.replay.ask({ kind: 'share', of: 0.5 }));

  expect(store.getState().ui).toMatchObject({ selectedEvent: null, selectedLink: 'vendor' });
});

test('the marks are gone through in order, forwards and backwards', async () => {
  const timeline = await open();
  const { feed } = await watched(timeline, { isPlaying: false });
  const times = [...new Set(timeline.marks.map(({ atMs }) => atMs))].filter(
    (atMs) => atMs > timeline.startMs,
  );
  const seen: number[] = [];
  for (const _ of times) {
    await jumped(feed, () => feed.replay.ask({ kind: 'next-mark' }));
    seen.push(feed.now());
  }
  expect(seen).toEqual(times);
  for (const _ of times.slice(1)) {
    await jumped(feed, () => feed.replay.ask({ kind: 'previous-mark' }));
    seen.push(feed.now());
  }
  expect(seen.slice(times.length)).toEqual(times.slice(0, -1).reverse());
});

test('the verdict of the day is never shown: the answers are those computed now', async () => {
  const timeline = await openIncident({ links: ['vendor'], probes: [], vantages: [] });
  opened.push(timeline);
  const { feed, store } = await watched(timeline, { isPlaying: false });
  await jumped(feed, () => feed.replay.ask({ kind: 'share', of: 0.45 }));

  const answers = feed
    .history()
    .flatMap(({ type, data }) => (type === 'weaklink.verdict' ? [data.headline] : []));
  expect(feed.verdict()?.culprits.map(({ link }) => link)).toEqual(['gateway']);
  expect(answers.join()).toContain('gateway');
  // A model is called vendor-chat.
  expect(answers.join()).not.toMatch(/vendor(?!-chat)/);
  expect(pictures(store)).not.toMatch(/vendor +✖/);
});
