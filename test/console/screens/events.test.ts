import { expect, test } from 'vitest';
import { layout } from '../../../src/console/layout.ts';
import { screens } from '../../../src/console/screens/registry.ts';
import type { UiState } from '../../../src/console/ui-state.ts';
import { faultStory, healthyStory } from '../../support/stories.ts';
import { frameText, viewFor } from '../../support/view.ts';

const on = (feed: ReturnType<typeof faultStory>, ui: Partial<UiState> = {}) =>
  viewFor(feed, { screens: ['chain', 'events'], ...ui });

test('lists what told something new, newest first', () => {
  const text = frameText(on(faultStory()));

  expect(text).toContain('5 notable events');
  const kinds = text
    .split('\n')
    .slice(2, 7)
    .map((line) => line.slice(1, 9).trim());
  expect(kinds).toEqual(['LOOK', 'LOOK', 'CHANGE', 'CLAIM', 'SESSION']);
});

test('and every look, when asked to', () => {
  const text = frameText(on(faultStory(), { everyLook: true }));

  expect(text).toMatch(/88\d events, every look/);
});

test('a filter and "faults only" narrow it down', () => {
  const filtered = frameText(on(faultStory(), { filter: { events: 'kernel' } }));
  expect(filtered).toContain('1 notable event, filter /kernel');
  const faults = frameText(on(faultStory(), { onlyFaults: true }));
  expect(faults).toContain('2 notable events, faults only');
});

test('the chosen event stays chosen while others come', () => {
  const feed = faultStory();
  const view = on(feed);
  const ui = screens.events.moveTo(view, 2);
  feed.emit('note', { link: null, words: 'something else' as never });

  const later = frameText(on(feed, ui));

  expect(later.split('\n').find((line) => line.startsWith('›'))).toContain('kernel');
});

test('on the newest line it follows what comes', () => {
  const feed = faultStory();
  feed.emit('note', { link: null, words: 'newest of all' as never });

  const text = frameText(on(feed));

  expect(text.split('\n').find((line) => line.startsWith('›'))).toContain('newest of all');
});

test('an empty list says so', () => {
  expect(frameText(on(healthyStory(), { filter: { events: 'nothing' } }))).toContain(
    'nothing to show',
  );
});

test('only a window is drawn of thousands', () => {
  const feed = faultStory();
  for (let note = 0; note < 3_000; note += 1) {
    feed.emit('note', { link: null, words: `note ${note}` as never });
  }
  const view = on(feed);

  expect(screens.events.draw(view, layout(80, 24)).length).toBeLessThanOrEqual(22);
  expect(screens.events.count(view, layout(80, 24))).toBe(2_000);
});
