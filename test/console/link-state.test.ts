import { expect, test } from 'vitest';
import { isFault, isStale, shownLook, shownStates, stateOf } from '../../src/console/link-state.ts';
import { Memory } from '../../src/console/memory.ts';
import { acmeChain } from '../support/chain.ts';
import { ScriptedFeed } from '../support/feed.ts';
import { faultStory, healthyStory, staleStory } from '../support/stories.ts';

const snapshotOf = (feed: ScriptedFeed) => new Memory(feed).snapshot();

test('the verdict says what is shown', () => {
  const snapshot = snapshotOf(faultStory());

  expect(stateOf(snapshot, 'gpu-1')).toMatchObject({ word: 'culprit', glyph: 'fail' });
  expect(stateOf(snapshot, 'replica-a').word).toBe('symptom');
  expect(stateOf(snapshot, 'gateway').word).toBe('cleared');
  expect(stateOf(snapshot, 'vendor-x').word).toBe('untested');
});

test('before the first verdict the last look is shown as what it is', () => {
  const feed = new ScriptedFeed(acmeChain);
  feed.look({ link: 'gateway' });
  feed.look({ link: 'router', outcome: 'degraded', symptom: 'http.slow' });
  const snapshot = snapshotOf(feed);

  expect(stateOf(snapshot, 'gateway').word).toBe('ok');
  expect(stateOf(snapshot, 'router').word).toBe('slow');
  expect(stateOf(snapshot, 'gpu-1').word).toBe('untested');
});

test('what nobody looked at lately is stale, whatever the old verdict said', () => {
  const snapshot = snapshotOf(staleStory());

  expect(stateOf(snapshot, 'gateway').word).toBe('stale');
  expect(stateOf(snapshot, 'vendor-x').word).toBe('untested');
});

test('a culprit stays the culprit, even when looks have ceased', () => {
  const feed = faultStory();
  feed.pass(240_000);

  expect(stateOf(snapshotOf(feed), 'gpu-1').word).toBe('culprit');
});

test('a look is stale after some missed intervals, not after one', () => {
  const look = snapshotOf(healthyStory()).links.get('gateway')?.looks[0];
  if (!look) throw new Error('the story has looks');

  expect(isStale(look, look.atMs + 9_000)).toBe(false);
  expect(isStale(look, look.atMs + 11_000)).toBe(true);
  expect(isStale({ ...look, plan: null }, look.atMs + 50_000)).toBe(false);
});

test('the worst look stands for a link, and of a cleared one the look that cleared it', () => {
  const feed = new ScriptedFeed(acmeChain);
  feed.look({ link: 'gateway', stream: 'gateway/a@local', summary: 'fine' });
  feed.look({
    link: 'gateway',
    stream: 'gateway/b@local',
    outcome: 'failed',
    symptom: 'http.502',
    summary: '502',
    reach: 'through',
  });
  const view = snapshotOf(feed).links.get('gateway');
  if (!view) throw new Error('the chain has a gateway');

  expect(shownLook(view, 'suspect')?.observation.summary).toBe('502');
  expect(shownLook(view, 'cleared')?.observation.summary).toBe('fine');
});

test('among equal looks the one that goes furthest stands for the link', () => {
  const feed = new ScriptedFeed(acmeChain);
  feed.look({ link: 'gateway', stream: 'gateway/a@local', reach: 'self', summary: 'beside' });
  feed.look({ link: 'gateway', stream: 'gateway/b@local', reach: 'through', summary: 'through' });
  const view = snapshotOf(feed).links.get('gateway');

  expect(view && shownLook(view, 'cleared')?.observation.summary).toBe('through');
});

test('a filter for faults leaves out what is well and what nobody looked at', () => {
  const words = Object.entries(shownStates)
    .filter(([word, state]) => isFault({ word: word as never, ...state }))
    .map(([word]) => word);

  expect(words).toEqual(['culprit', 'suspect', 'symptom', 'failing', 'stale']);
});
