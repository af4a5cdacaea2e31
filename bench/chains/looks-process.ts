/** A process that simulates a fleet and sends the looks at it, one second's at a time, when it is asked. */
import { buildFleet } from './fleet.ts';
import { Ticks } from './ticks.ts';
import type { World } from './world.ts';

export type Ask =
  | {
      readonly kind: 'watch';
      readonly links: number;
      readonly seed: number;
      readonly everySeconds: number;
    }
  | { readonly kind: 'chain' }
  | { readonly kind: 'next' }
  | { readonly kind: 'break' };

/** How a fleet is looked at. */
export interface Watched {
  readonly links: number;
  readonly series: number;
  readonly looksATick: number;
  /** Ticks in which every series looks once. */
  readonly aRound: number;
}

let watched: { readonly world: World; readonly ticks: Ticks } | null = null;

process.on('message', (ask: Ask) => {
  process.send?.(answerTo(ask));
});

function answerTo(ask: Ask): unknown {
  if (ask.kind === 'watch') return watch(ask);
  if (!watched) throw new Error('nothing is watched yet');
  const { world, ticks } = watched;
  if (ask.kind === 'chain') return world.chain;
  if (ask.kind === 'next') return ticks.next();
  ticks.break();
  return 'broken';
}

function watch({ links, seed, everySeconds }: Extract<Ask, { kind: 'watch' }>): Watched {
  const world = buildFleet(links, seed);
  const ticks = new Ticks(world, everySeconds);
  watched = { world, ticks };
  const { looksATick, aRound } = ticks;
  return {
    links: world.chain.links.length,
    series: world.series.length,
    looksATick,
    aRound,
  };
}
