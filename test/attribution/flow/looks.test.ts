import { expect, test } from 'vitest';
import { LookBook } from '../../../src/attribution/flow/looks.ts';
import { windowNamed } from '../../../src/attribution/flow/windows.ts';
import type { Chain } from '../../../src/chain/types.ts';
import { acmeChain } from '../../support/chain.ts';
import { ScriptedFeed, storyStart } from '../../support/feed.ts';

const minute = windowNamed('1m') ?? expect.fail();

/** A look that asks chat-70b, and what it found. */
interface Asked {
  readonly link: string;
  readonly firstTokenMs?: number;
  readonly symptom?: string;
  readonly model?: string;
  readonly outcome?: 'ok' | 'failed' | 'unknown';
}

function found(asked: readonly Asked[], chain: Chain | null = acmeChain, atMs = storyStart) {
  const feed = new ScriptedFeed(acmeChain);
  for (const { link, firstTokenMs, symptom = null, model = 'chat-70b', outcome } of asked) {
    const measures =
      firstTokenMs === undefined
        ? []
        : [{ name: 'llm.first_token', value: firstTokenMs, unit: 'ms' }];
    const ended = outcome ?? (symptom === null ? 'ok' : 'failed');
    feed.look({ link, reach: 'through', model, symptom, measures, outcome: ended });
    feed.look({ link, reach: 'through', model, symptom, measures, outcome: ended });
  }
  const book = new LookBook(chain);
  for (const event of feed.history()) {
    if (event.type === 'weaklink.observation') book.take(event.data);
  }
  return book.of('chat-70b', minute, atMs);
}

test('each link has what it takes beyond the links behind it, also over replicas', () => {
  const links = found([
    { link: 'gateway', firstTokenMs: 210 },
    { link: 'router', firstTokenMs: 200 },
    { link: 'replica-a', firstTokenMs: 100 },
    { link: 'replica-b', firstTokenMs: 140 },
  ]);

  expect(links.map(({ link, ownMs }) => [link, ownMs])).toEqual([
    ['gateway', 10],
    ['replica-a', 100],
    ['replica-b', 140],
    ['router', 80],
  ]);
});

test('what differs no more than looks do by chance is within its error', () => {
  const links = found([
    { link: 'router', firstTokenMs: 20 },
    { link: 'router', firstTokenMs: 700 },
    { link: 'router', firstTokenMs: 700 },
    { link: 'replica-a', firstTokenMs: 700 },
    { link: 'replica-b', firstTokenMs: 20 },
  ]);
  const router = links.find(({ link }) => link === 'router') ?? expect.fail();
  expect(router.ownMs).toBeGreaterThan(100);
  expect(router.ownMs).toBeLessThan(router.ownWithinMs ?? 0);
});

test('what a model needs stands behind every link on the way to it', () => {
  const chain: Chain = {
    ...acmeChain,
    models: [{ id: 'chat-70b', at: 'gateway', needs: [{ link: 'replica-b' }] }],
    links: acmeChain.links.map((link) => (link.id === 'router' ? { ...link, needs: [] } : link)),
  };
  const links = found(
    [
      { link: 'gateway', firstTokenMs: 210 },
      { link: 'router', firstTokenMs: 200 },
      { link: 'replica-b', firstTokenMs: 140 },
    ],
    chain,
  );
  expect(links.map(({ link, ownMs }) => [link, ownMs])).toEqual([
    ['gateway', 10],
    ['replica-b', 140],
    ['router', 60],
  ]);
});

test('a link that no look timed is looked through', () => {
  const links = found([
    { link: 'gateway', firstTokenMs: 200 },
    { link: 'router', symptom: 'http.503' },
    { link: 'vendor-x', firstTokenMs: 150 },
  ]);
  const of = (name: string) => links.find(({ link }) => link === name);

  expect(of('gateway')?.ownMs).toBe(50);
  expect(of('router')).toEqual({
    link: 'router',
    looks: 2,
    failed: 2,
    symptoms: [{ symptom: 'http.503', count: 2 }],
    firstTokenMs: null,
    ownMs: null,
    ownWithinMs: null,
  });
});

test('what was the faster by chance takes nothing, and never less', () => {
  const links = found([
    { link: 'gateway', firstTokenMs: 90 },
    { link: 'router', firstTokenMs: 120 },
  ]);
  expect(links.find(({ link }) => link === 'gateway')?.ownMs).toBe(0);
});

test('without a chain nobody says what is behind a link', () => {
  expect(found([{ link: 'gateway', firstTokenMs: 90 }], null)).toMatchObject([{ ownMs: null }]);
});

test('looks at another model, of nobody who could look, and before the window do not count', () => {
  expect(
    found([
      { link: 'gateway', firstTokenMs: 90, model: 'other' },
      { link: 'router', outcome: 'unknown', symptom: 'self.vantage' },
    ]),
  ).toEqual([]);
  const old = [{ link: 'gateway', firstTokenMs: 90 }];
  expect(found(old, acmeChain, storyStart + 120_000)).toEqual([]);
});
