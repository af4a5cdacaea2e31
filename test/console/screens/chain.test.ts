import { expect, test } from 'vitest';
import { chainOf, type LinkSketch } from '../../support/chain.ts';
import { ScriptedFeed } from '../../support/feed.ts';
import { faultStory, healthyStory } from '../../support/stories.ts';
import { frameText, viewFor } from '../../support/view.ts';

const lineOf = (text: string, name: string) =>
  text.split('\n').find((line) => line.slice(1).trimStart().includes(`${name} `)) ?? '';

test('every link of a chain of twelve has its line at 80×24', () => {
  const feed = faultStory();
  const text = frameText(viewFor(feed));

  for (const { id } of feed.chain.links) expect(text).toContain(id);
});

test('a line says state, what was seen, latency, age and from where', () => {
  const text = frameText(viewFor(faultStory()), 120, 40);

  expect(lineOf(text, '│ └ gpu-1')).toMatch(
    /^›│ └ gpu-1 +✖ culprit +XID 79, gone from nvidia-smi +– +1s ssh-node-2$/,
  );
  expect(lineOf(text, 'gateway')).toMatch(/● cleared {2}200 +\S{12} +3\.\d ms +1s here$/);
});

test('a look that ran into its deadline took longer than that', () => {
  expect(lineOf(frameText(viewFor(faultStory())), '├ replica-a')).toContain('> 2.0 s');
});

test('what nobody looked at is missing, never 0, and a claim is quoted as one', () => {
  expect(lineOf(frameText(viewFor(healthyStory())), 'vendor-x')).toMatch(
    /\? untested says "operational" +– +1s –$/,
  );
});

test('a filter shows what matches, and how much of the whole that is', () => {
  const text = frameText(viewFor(faultStory(), { filter: { chain: 'GPU' } }));

  expect(text).toContain('filter /GPU: 2 of 12 links');
  expect(text).not.toContain('├ replica-b');
});

test('only faults', () => {
  const text = frameText(viewFor(faultStory(), { onlyFaults: true }));

  expect(text).toContain('faults only: 2 of 12 links');
});

test('a filter that nothing matches says how to get out', () => {
  expect(frameText(viewFor(faultStory(), { filter: { chain: 'nothing' } }))).toContain(
    'no link matches; Esc clears the filter',
  );
});

test('until somebody chooses, the culprit is chosen', () => {
  const chosen = (feed: ScriptedFeed, ui = {}) =>
    frameText(viewFor(feed, ui))
      .split('\n')
      .find((line) => line.startsWith('›'));

  expect(chosen(faultStory())).toContain('gpu-1');
  expect(chosen(healthyStory())).toContain('chat.acme.ai');
  expect(chosen(faultStory(), { selectedLink: 'router' })).toContain('router');
});

test('of a long chain a window is shown around the chosen link', () => {
  const links = Array.from(
    { length: 500 },
    (_, index): LinkSketch => ({
      id: `hop-${index}`,
      kind: 'router',
      needs: index < 499 ? [`hop-${index + 1}`] : [],
    }),
  );
  const feed = new ScriptedFeed(chainOf('long', 'hop-0', links));

  const text = frameText(viewFor(feed, { selectedLink: 'hop-250' }));

  expect(text).toContain('›hop-250');
  expect(text).toContain('12 of 500 links, j and k move');
  expect(text).not.toContain('hop-100 ');
});

test('the trend only changes when five seconds are over', () => {
  const feed = healthyStory();
  const trend = () => lineOf(frameText(viewFor(feed), 120, 40), 'gateway').slice(78, 90);
  const before = trend();
  feed.look({ link: 'gateway', durationMs: 900 });
  feed.pass(1_000);

  expect(trend()).toBe(before);
  feed.pass(5_000);
  expect(trend()).not.toBe(before);
});
