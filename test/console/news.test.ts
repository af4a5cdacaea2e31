import { expect, test } from 'vitest';
import { newsRows } from '../../src/console/news.ts';
import { type ScriptedFeed, verdictOf } from '../support/feed.ts';
import { faultStory, healthyStory } from '../support/stories.ts';
import { textOf, viewFor } from '../support/view.ts';

const news = (feed: ScriptedFeed, rows = 9, columns = 120) =>
  textOf(newsRows(viewFor(feed), columns, rows)).split('\n');

test('a contradicted claim first, then what was changed before the fault, then the rest', () => {
  expect(news(faultStory(), 4)).toEqual([
    ' CLAIM   14:03:00Z  vendor-x                 status page: "all systems operational", contradicted for 20 s',
    ' CHANGE  14:02:47Z  node-2                   kernel 6.1.0-31 → 6.1.0-32, 13 s before the fault',
    ' LOOK    14:03:00Z  gpu-1                    gpu.xid, XID 79, gone from nvidia-smi (from ssh-node-2)',
    ' LOOK    14:03:00Z  replica-a                openai.first_token_timeout, no first token in 10 s',
  ]);
});

test('a false alarm and a late admission are told as what they are', () => {
  const feed = healthyStory();
  const now = feed.now();
  const said = { link: 'vendor-x', who: 'status page', words: 'major outage' };
  feed.judge(
    verdictOf(feed.chain, now, {
      status: 'healthy',
      headline: 'all is well',
      contradiction: { ...said, since: now - 600_000, kind: 'alarms' },
      admission: { ...said, at: now, afterMs: 840_000 },
    }),
  );
  expect(news(feed, 2)).toEqual([
    expect.stringContaining('status page: "major outage", but it has looked fine for 10 m'),
    expect.stringContaining('status page says healthy'),
  ]);
  expect(news(feed, 3)[1]).toContain('status page: "major outage", 14 m after it was seen');
});

test('looks that tell nothing new are no news', () => {
  expect(news(healthyStory())).toEqual([
    ' CLAIM   14:03:00Z  vendor-x                 status page says healthy: "operational"',
    ' SESSION 14:02:00Z                           weaklink 0.1.0 began to look at acme-prod',
  ]);
});

test('a change after the fault is not blamed for it', () => {
  const feed = faultStory();
  feed.emit('change', { link: 'node-2', what: 'kernel', from: null, to: '7' as never });

  expect(news(feed, 9).join('\n')).toContain('kernel – → 7');
  expect(news(feed, 9).join('\n')).not.toContain('kernel – → 7, ');
});

test('notes and injected faults are news', () => {
  const feed = healthyStory();
  feed.emit('note', { link: null, words: 'deploy begins' as never });
  feed.emit('fault', { action: 'injected', name: 'gpu-1-xid', link: 'gpu-1', mode: 'gpu.xid' });

  const [first, second] = news(feed);
  expect(first).toContain('FAULT');
  expect(first).toContain('gpu-1-xid injected (gpu.xid)');
  expect(second).toContain('deploy begins');
});

test('no more lines than there is room for', () => {
  expect(newsRows(viewFor(faultStory()), 80, 1)).toHaveLength(1);
  expect(newsRows(viewFor(faultStory()), 80, 0)).toHaveLength(0);
});
