import { HiddenFeed } from '../../../src/console/drill/hidden-feed.ts';
import { TrainingGame } from '../../../src/drill/training/training-game.ts';
import type { ScriptedFeed } from '../../support/feed.ts';

/** The scripted chain's fault, as a hidden one. */
export const hiddenFault = {
  name: 'gpu-1-lost',
  link: 'gpu-1',
  mode: 'gpu.lost',
  title: 'the card falls off the bus',
};

/** A round over a story: the fault counts as in force from now on. */
export function roundOver(feed: ScriptedFeed, { begun = true }: { begun?: boolean } = {}) {
  const game = new TrainingGame({
    chain: feed.chain,
    fault: hiddenFault,
    seed: 3,
    difficulty: 'medium',
    now: () => feed.now(),
  });
  feed.subscribe((event) => {
    if (event.type === 'weaklink.observation') game.saw(event.data);
  });
  feed.onVerdict((verdict) => game.judged(verdict));
  if (begun) game.begin();
  return { game, hidden: new HiddenFeed(feed, game) };
}
