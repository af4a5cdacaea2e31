import { expect, test } from 'vitest';
import type { Ruling } from '../../src/events/ruling.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { ScriptedFeed } from '../support/feed.ts';
import { cannotTellStory, faultStory, healthyStory } from '../support/stories.ts';
import { frameText, viewFor } from '../support/view.ts';

/* Broken policies stand where an on-call looks, and take nothing of the verdict's place. */

const gatewayTls: Ruling = {
  rule: 'tls',
  link: 'gateway',
  state: 'broken',
  seen: safe`TLSv1.3, and it accepts TLSv1.1`,
  wanted: safe`TLS 1.2 or newer, and nothing older accepted`,
  since: '2026-11-20T09:00:00.000Z',
  orEarlier: true,
  remedy: safe`set the oldest version of gateway to TLS 1.2`,
  command: safe`openssl s_client -tls1_1 -connect chat.acme.ai:443`,
};
const oneProvider: Ruling = {
  rule: 'providers',
  link: null,
  state: 'broken',
  seen: safe`vendor-x alone`,
  wanted: safe`2 providers`,
  since: null,
  remedy: safe`add a second provider`,
  command: null,
};
const unseenImage: Ruling = {
  ...gatewayTls,
  rule: 'images',
  link: 'router',
  state: 'unknown',
  seen: null,
  wanted: safe`an image named by its digest`,
  since: null,
};
const held: Ruling = { ...gatewayTls, state: 'held', since: null, remedy: null };

function told<F extends ScriptedFeed>(feed: F, rulings: readonly Ruling[]): F {
  feed.emit('policy', { rulings });
  return feed;
}

test.each([
  ['a fault', faultStory],
  ['no fault', healthyStory],
  ['an open verdict', cannotTellStory],
])('at 80×24 they stand under the verdict of %s, whose lines all stay', (_, story) => {
  const before = frameText(viewFor(story())).split('\n');
  const after = frameText(viewFor(told(story(), [gatewayTls, oneProvider, held]))).split('\n');

  expect(after.slice(0, 6)).toEqual(before.slice(0, 6));
  expect(after[6]).toBe(
    ' ▲ POLICY   2 policies broken: providers of the chain (vendor-x alone), tls of…',
  );
  expect(after).toHaveLength(24);
  // The table gives up one line, and the culprit's is none of them.
  const rows = after.slice(8, -1).filter((line) => / [●✖△▲○?] [a-z]+ /.test(line));
  expect(rows).toHaveLength(11);
  expect(rows.some((line) => line.includes('gpu-1'))).toBe(true);
});

test('on the smallest terminal they are told too', () => {
  const text = frameText(viewFor(told(faultStory(), [gatewayTls])), 60, 15);

  expect(text).toContain('▲ POLICY   1 policy broken: tls of gateway (TLSv1.3');
  expect(text.split('\n')).toHaveLength(15);
});

test('what holds, or what nobody can tell, takes no line of the first screen', () => {
  const lines = frameText(viewFor(told(healthyStory(), [held, unseenImage]))).split('\n');

  expect(lines.some((line) => line.startsWith(' ▲ POLICY'))).toBe(false);
  // It is news all the same.
  expect(lines.join('\n')).toMatch(/ POLICY {2}\S+ +no policy broken, 1 that nobody can tell/);
});

test('a policy that holds again is told, and its line is gone', () => {
  const feed = told(told(healthyStory(), [gatewayTls]), [held]);
  const text = frameText(viewFor(feed), 120, 40);

  expect(text).not.toContain('▲ POLICY');
  expect(text).toMatch(/ POLICY {2}\S+ +1 policy broken: tls of gateway/);
  expect(text).toMatch(/ POLICY {2}\S+ +policies held/);
});

test('the screen of a link says what is wanted, since when, what to do and how to see it', () => {
  const detail = (selectedLink: string) => {
    const feed = told(healthyStory(), [gatewayTls, oneProvider, unseenImage, held]);
    return frameText(viewFor(feed, { screens: ['chain', 'link'], selectedLink }), 120, 60);
  };

  const gateway = detail('gateway');
  expect(gateway).toContain(
    'tls      TLSv1.3, and it accepts TLSv1.1; wanted: TLS 1.2 or newer, and nothing older accepted',
  );
  expect(gateway).toContain('Since    2026-11-20 09:00:00Z or earlier');
  expect(gateway).toContain('Do       set the oldest version of gateway to TLS 1.2');
  expect(gateway).toContain('$        openssl s_client -tls1_1 -connect chat.acme.ai:443');
  // What is demanded of the whole chain stands at every link: it has no screen of its own.
  expect(detail('gpu-1')).toContain('provider vendor-x alone; wanted: 2 providers');
  expect(detail('gpu-1')).not.toContain('TLSv1.1');
  expect(detail('router')).toContain('images   cannot tell; wanted: an image named by its digest');
});
