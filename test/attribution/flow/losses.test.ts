import { expect, test } from 'vitest';
import { lossLanes } from '../../../src/attribution/flow/losses.ts';
import { defaultWindow, flowWindows } from '../../../src/attribution/flow/windows.ts';
import { laneWords } from '../../../src/report/flow/words.ts';
import { accountedOf, askedFrom, storyBook, storyEnd } from '../../support/accounted.ts';
import { acmeChain } from '../../support/chain.ts';
import { verdictOf } from '../../support/feed.ts';

const flow = storyBook().flow('chat-70b', 'requests', defaultWindow, storyEnd);
const blaming = (link: string) =>
  verdictOf(acmeChain, storyEnd, {
    status: 'fault',
    headline: 'it fell off the bus',
    culprit: {
      link,
      mode: 'gpu.fell_off_bus',
      title: 'it fell off the bus (XID 79)',
      since: askedFrom - 10_000,
      remedy: 'drain it',
    },
  });

test('without a verdict a lane says where, why and since when', () => {
  const [lane] = lossLanes(flow, acmeChain, null);

  expect(lane && laneWords(lane, flow)).toBe(
    '11 % of attempts lost at replica-a since 14:02:00Z: error',
  );
});

test('where nobody knows where, that is said', () => {
  const book = storyBook();
  book.take(accountedOf({ attempt: 'left', outcome: 'aborted', atMs: 30_000 }));
  const aborted = book.flow('chat-70b', 'requests', defaultWindow, storyEnd);
  const lane = lossLanes(aborted, acmeChain, null).find(({ link }) => link === null);

  expect(lane && laneWords(lane, aborted)).toBe(
    '< 1 % of attempts lost, nobody knows where, since 14:02:30Z: aborted',
  );
});

test('answers that broke off are laid to who is blamed and stood on the way of all of them', () => {
  const book = storyBook();
  book.take(accountedOf({ attempt: 'cut', outcome: 'aborted', atMs: 30_000, link: 'replica-a' }));
  const cut = book.flow('chat-70b', 'requests', defaultWindow, storyEnd);
  const laneUnder = (blamed: string) =>
    lossLanes(cut, acmeChain, blaming(blamed)).find(({ told }) => told === null);

  const lane = laneUnder('gpu-1');
  expect(lane && laneWords(lane, cut)).toBe(
    '< 1 % of attempts lost, probably at gpu-1, since 14:01:50Z: it fell off the bus (XID 79), 94 % sure',
  );
  expect(laneUnder('gpu-2')).toMatchObject({ link: null, culprit: null });
});

test('a loss as old as the window may be older, and is not dated', () => {
  const minute = storyBook().flow('chat-70b', 'requests', flowWindows[0], storyEnd);
  const [lane] = lossLanes(minute, acmeChain, null);

  expect(lane && laneWords(lane, minute)).toMatch(/lost at replica-a for at least 60 s: error$/);
});

test('the culprit that the link needs is named, since it began', () => {
  const [lane] = lossLanes(flow, acmeChain, blaming('gpu-1'));

  expect(lane && laneWords(lane, flow)).toBe(
    '11 % of attempts lost at gpu-1 since 14:01:50Z: it fell off the bus (XID 79), 94 % sure; met at replica-a',
  );
});

test('a culprit that the link does not need is not blamed for its losses', () => {
  expect(lossLanes(flow, acmeChain, blaming('gpu-2'))[0]).toMatchObject({
    link: 'replica-a',
    culprit: null,
  });
});
