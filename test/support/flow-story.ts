import type { AccountingSteps } from '../../src/attribution/live.ts';
import type { Chain } from '../../src/chain/types.ts';
import type { FeedFaults } from '../../src/console/feed.ts';
import { storyAttempts, storyEnd, storyFeeds } from './accounted.ts';
import { acmeChain } from './chain.ts';
import { type ScriptedFeed, verdictOf } from './feed.ts';
import { healthyStory } from './stories.ts';

const accounted = new Map(storyAttempts().map((one) => [one.inference.attempt, one]));

/** Stands for prices, lineage and accounting: each attempt of the story costs what the story says. */
export const storySteps: AccountingSteps = {
  attempts: {
    take: (inference) => {
      const known = accounted.get(inference.attempt);
      return [{ inference, attempts: 1, used: known?.used ?? inference.outcome === 'ok' }];
    },
  },
  costOf: () => ({ kind: 'unknown', why: 'the story says what it costs' as never }),
  sharesOf: () => [],
  account: ({ attempt }) => accounted.get(attempt)?.entry ?? null,
  feeds: storyFeeds,
};

/** A minute of attempts at the acme chain after a healthy one; every ninth is lost at replica-a. */
export function flowStory({
  priced = true,
  faults,
  chain = acmeChain,
}: {
  readonly priced?: boolean;
  readonly faults?: FeedFaults;
  readonly chain?: Chain;
} = {}): ScriptedFeed {
  const feed = Object.assign(
    healthyStory({ chain, ...(faults ? { faults } : {}) }),
    priced ? { accounting: () => storySteps } : {},
  );
  for (const { inference } of accounted.values()) {
    feed.emit('inference', inference, inference.link);
  }
  feed.pass(storyEnd - feed.now());
  feed.judge(
    verdictOf(acmeChain, feed.now(), {
      status: 'fault',
      headline: 'gpu-1 fell off the bus (XID 79)',
      culprit: {
        link: 'gpu-1',
        mode: 'gpu.fell_off_bus',
        title: 'fell off the bus (XID 79)',
        since: storyEnd - 60_000,
        remedy: 'drain node-2, then reboot it',
      },
    }),
  );
  return feed;
}
