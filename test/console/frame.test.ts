import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frame } from '../../src/console/frame.ts';
import { screenNames } from '../../src/console/ui-state.ts';
import { rowText, rowWidth } from '../../src/terminal/row.ts';
import { chainOf } from '../support/chain.ts';
import { ScriptedFeed } from '../support/feed.ts';
import {
  cannotTellStory,
  faultStory,
  healthyStory,
  scriptedFaults,
  staleStory,
} from '../support/stories.ts';
import { frameText, viewFor } from '../support/view.ts';

const stories = {
  healthy: healthyStory({ faults: scriptedFaults() }),
  fault: faultStory(),
  'cannot tell': cannotTellStory(),
  stale: staleStory(),
  'nothing yet': new ScriptedFeed(chainOf('empty', 'a', [{ id: 'a', kind: 'service' }])),
  'no links': new ScriptedFeed({ ...chainOf('none', 'a', []), models: [] }),
};

const sizes = [
  [1, 1],
  [10, 3],
  [59, 40],
  [60, 15],
  [80, 24],
  [100, 20],
  [120, 40],
  [200, 50],
  [300, 80],
] as const;

describe.each(Object.entries(stories))('%s', (_name, feed) => {
  test.each(sizes)('at %i×%i every screen has exactly its rows, none too wide', (columns, rows) => {
    for (const screen of screenNames) {
      for (const unicode of [true, false]) {
        const view = viewFor(feed, { screens: ['chain', screen] }, { unicode });
        const drawn = frame(view, columns, rows);
        expect(drawn).toHaveLength(rows);
        for (const row of drawn) expect(rowWidth(row), rowText(row)).toBeLessThanOrEqual(columns);
      }
    }
  });
});

test('whatever names, words and filters hold, the frame keeps its size', () => {
  const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(anyText, anyText, anyText, (id, words, filter) => {
      const feed = new ScriptedFeed(chainOf(words, id, [{ id, kind: 'service', owner: words }]));
      feed.look({ link: id, summary: words, outcome: 'failed', symptom: 'x', evidence: [words] });
      for (const screen of screenNames) {
        const view = viewFor(feed, { screens: ['chain', screen], filter: { [screen]: filter } });
        const drawn = frame(view, 80, 24);
        expect(drawn).toHaveLength(24);
        for (const row of drawn) expect(rowWidth(row)).toBeLessThanOrEqual(80);
      }
    }),
    { numRuns: 40 },
  );
});

test('a terminal that is too small is told what is needed', () => {
  expect(frameText(viewFor(stories.healthy), 50, 10).trimEnd()).toBe(
    [
      'weaklink needs 60 columns and 15 rows.',
      'This terminal has 50 and 10.',
      'Enlarge it, or q to quit.',
    ].join('\n'),
  );
});

test('the first line under the header is the answer', () => {
  const answer = (feed: ScriptedFeed) => frameText(viewFor(feed)).split('\n')[1];

  expect(answer(stories.healthy)).toBe(' ● OK       every model answers');
  expect(answer(stories.fault)).toMatch(/^ ✖ BROKEN {3}gpu-1 fell off the bus \(XID 79\) .* 94 %/);
  expect(answer(stories['cannot tell'])).toMatch(/^ \? CANNOT TELL {2}requests to chat-70b/);
  expect(answer(stories.stale)).toMatch(/^ ○ STALE {4}no look for 4 m; before that: every model/);
  expect(answer(stories['nothing yet'])).toBe(' – LOOKING  0 of 1 links seen so far');
});

test('a frame of 2,000 links is drawn well within the time between two', () => {
  const links = Array.from({ length: 2_000 }, (_, index) => ({
    id: `link-${index}`,
    kind: 'service' as const,
  }));
  const view = viewFor(new ScriptedFeed({ ...chainOf('big', 'link-0', links), models: [] }));
  frame(view, 120, 40);

  const startedAt = performance.now();
  for (let round = 0; round < 20; round += 1) frame(view, 120, 40);
  expect((performance.now() - startedAt) / 20).toBeLessThan(100);
});
