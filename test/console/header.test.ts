import { expect, test } from 'vitest';
import { header } from '../../src/console/header.ts';
import type { UiState } from '../../src/console/ui-state.ts';
import { acmeChain } from '../support/chain.ts';
import { type ScriptedFeed, verdictOf } from '../support/feed.ts';
import { faultStory, healthyStory, scriptedFaults } from '../support/stories.ts';
import { textOf, viewFor } from '../support/view.ts';

const line = (feed: ScriptedFeed, columns = 80, ui: Partial<UiState> = {}) =>
  textOf([header(viewFor(feed, ui), columns)]);

test('names chain, model, source, host and time', () => {
  expect(line(faultStory())).toBe(
    ' weaklink  acme-prod › chat-70b                      LIVE  bastion-2  14:03:20Z',
  );
  expect(line(healthyStory({ faults: scriptedFaults() }))).toContain('DEMO');
});

test('several models stand side by side with their state, the shown one first', () => {
  const chain = {
    ...acmeChain,
    models: ['chat-70b', 'embed', 'vision'].map((id) => ({ id, at: 'gateway', needs: [] })),
  };
  const feed = healthyStory({ chain });
  feed.judge(
    verdictOf(chain, feed.now(), {
      status: 'fault',
      headline: 'embed fails',
      failing: { embed: 0.5, vision: 0 },
    }),
  );

  expect(line(feed, 100)).toContain('› ● chat-70b  ✖ embed  ● vision ');
  expect(line(feed, 100, { scope: 1 })).toContain('› ✖ embed  ● chat-70b  ● vision ');
  expect(line(feed, 72)).toMatch(/› ● chat-70b {2}\+2 /);
});

test('a frozen picture says so, and for how long', () => {
  const view = viewFor(faultStory());
  const frozen = {
    ...view,
    presentMs: view.presentMs + 40_000,
    ui: { ...view.ui, frozen: view.snapshot },
  };

  const text = textOf([header(frozen, 80)]);
  expect(text).toContain('FROZEN 40 s');
  expect(text).toContain('14:03:20Z');
});

test('a masked screen says so', () => {
  const text = line(faultStory(), 80, { masked: true });

  expect(text).toContain('MASKED');
  expect(text).not.toContain('bastion-2');
});

test.each([
  ['failed', 'JOURNAL FAILED'],
  ['read-only', 'journal read-only'],
] as const)('a journal that is %s is named', (state, words) => {
  const feed = healthyStory();
  feed.journalState = { state, detail: null };

  expect(line(feed)).toContain(words);
});

test('what does not fit leaves in the order of its worth', () => {
  expect(line(faultStory(), 60)).toBe(
    ' weaklink  acme-prod › chat-70b             LIVE  14:03:20Z',
  );
});

test('until somebody chooses, the model whose chain holds the culprit is shown', () => {
  const chain = {
    ...acmeChain,
    models: [
      { id: 'chat-70b', at: 'gateway', needs: [] },
      { id: 'embed', at: 'vendor-y', needs: [] },
    ],
    links: [
      ...acmeChain.links,
      { id: 'vendor-y', kind: 'provider' as const, needs: [], labels: {}, probes: [] },
    ],
  };
  const feed = healthyStory({ chain });
  feed.judge(
    verdictOf(chain, feed.now(), {
      status: 'fault',
      headline: 'vendor-y fails',
      culprit: {
        link: 'vendor-y',
        mode: 'service.errors',
        title: 'fails',
        since: feed.now(),
        remedy: 'read its log',
      },
      failing: { embed: 1 },
    }),
  );

  expect(line(feed, 100)).toContain('› ✖ embed  ● chat-70b ');
  expect(line(feed, 100, { scope: 0 })).toContain('› ● chat-70b  ✖ embed ');
});
