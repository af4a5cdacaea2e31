import { expect, test } from 'vitest';
import { verdictBar } from '../../src/console/verdict-bar.ts';
import { acmeChain } from '../support/chain.ts';
import { type VerdictSketch, verdictOf } from '../support/feed.ts';
import {
  byHandStory,
  cannotTellStory,
  faultStory,
  healthyStory,
  scriptedFaults,
} from '../support/stories.ts';
import { textOf, viewFor } from '../support/view.ts';

const bar = (feed: ReturnType<typeof healthyStory>, columns = 80, rows = 5) =>
  textOf(verdictBar(viewFor(feed), columns, rows)).split('\n');

test('of a fault: what, how sure, since when, why, what to do, what else, what is ruled out', () => {
  expect(bar(faultStory(), 100)).toEqual([
    ' ✖ BROKEN   gpu-1 fell off the bus (XID 79)                            94 %  since 14:03:00Z (20 s)',
    '   Why      gpu-1/gpu: gpu.xid, XID 79, gone from nvidia-smi (20 of 20 looks)',
    '   Do       drain node-2, then reboot it',
    '   Or       replica-a hung 5 % (n looks at replica-a, 2 s)',
    '   Cleared  9 of 12 links; not looked at lately: vendor-x',
  ]);
});

test('when it cannot tell: between what, and the look that would decide', () => {
  expect(bar(cannotTellStory())).toEqual([
    ' ? CANNOT TELL  requests to chat-70b fail between gateway and router',
    '   Either       gateway errors 48 %, router resets 45 %, outside the chain 3 %',
    '   Decide       n looks at router (2 s): tells gateway from router: asks the',
    '                router directly',
    '   Cleared      9 of 12 links; not looked at lately: vendor-x',
  ]);
});

test('when all is well: what is cleared, what is not known, and in the demo what to try', () => {
  expect(bar(healthyStory())).toEqual([
    ' ● OK       every model answers',
    '   Cleared  11 of 12 links; not looked at lately: vendor-x',
    '',
    '',
    '',
  ]);
  expect(bar(healthyStory({ faults: scriptedFaults() }))[2]).toBe(
    '   Try      press f to break something',
  );
});

test('on a small terminal the cause and the remedy stay', () => {
  expect(bar(faultStory(), 60, 3).map((line) => line.slice(0, 12).trim())).toEqual([
    '✖ BROKEN',
    'Why',
    'Do',
  ]);
});

function judged(sketch: VerdictSketch) {
  const feed = healthyStory();
  feed.judge(verdictOf(acmeChain, feed.now(), sketch));
  return feed;
}

const culprit = {
  link: 'gateway',
  mode: 'service.crashed',
  title: 'crashed: the process is gone',
  since: Date.parse('2026-11-21T14:02:50Z'),
  remedy: 'start it again',
};

test('a long answer goes on in the next line, and nothing of it is lost', () => {
  const headline = `gateway crashed: ${'its process is gone '.repeat(4).trim()}`;
  const [first = '', second = ''] = bar(judged({ status: 'fault', headline, culprit }));

  const joined = `${first.slice(12).replace(/\s+94 %.*/, '')} ${second.trim()}`;
  expect(joined).toBe(headline);
});

test('without evidence it says what the fault is; without a rival it names none', () => {
  const lines = bar(judged({ status: 'fault', headline: 'gateway crashed', culprit }));

  expect(lines[1]).toBe('   Why      crashed: the process is gone');
  expect(lines.slice(3)).toEqual(['   Cleared  12 of 12 links', '']);
});

test('a rival that is all but ruled out is not named', () => {
  const rivals = [{ link: 'router', mode: 'service.hung', probability: 0.004 }];
  const lines = bar(judged({ status: 'fault', headline: 'gateway crashed', culprit, rivals }));

  expect(lines.join()).not.toContain('router');
});

test('a look that nobody has set up is named, not promised to a key', () => {
  const rivals = [{ link: 'router', mode: 'service.hung', probability: 0.1 }];
  const next = { link: 'router', why: 'no look tells them apart', stream: null };
  const lines = bar(
    judged({ status: 'fault', headline: 'gateway crashed', culprit, rivals, next }),
  );

  expect(lines[3]).toBe('   Or       router hung 10 % (a probe of kind http at router would tell)');
});

test('a check by hand is named as one', () => {
  expect(bar(byHandStory())[3]).toBe(
    '   Or       gateway errors 10 % (a check by hand of gateway would tell)',
  );
});

test('many links that nobody looked at are counted', () => {
  const states = Object.fromEntries(acmeChain.links.map(({ id }) => [id, 'untested' as const]));
  const [, line = ''] = bar(judged({ status: 'healthy', headline: 'well', states }), 200);

  expect(line).toContain('0 of 12 links');
  expect(line).toContain('node-2 and 6 more');
});

test('text of the verdict cannot steer the terminal', () => {
  const lines = bar(judged({ status: 'healthy', headline: 'a\u001b[2Jb\u202ec' }));

  expect(lines[0]).not.toMatch(/[\p{Cc}\u202e]/u);
});
