import { randomInt } from 'node:crypto';
import { HiddenFeed } from '../../console/drill/hidden-feed.ts';
import { chooseFault } from '../../drill/training/choose-fault.ts';
import { TrainingGame } from '../../drill/training/training-game.ts';
import type { Difficulty } from '../../drill/types.ts';
import { systemClock } from '../../platform/clock.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { listFaults } from '../../sandbox/faults/registry.ts';
import type { SandboxFault } from '../../sandbox/types.ts';
import { detectTerminal } from '../../terminal/capabilities.ts';
import type { CommandContext, OptionValues, RunCommand } from '../command.ts';
import { consoleFirst } from '../console-first.ts';
import { outline } from '../demo/outline.ts';
import { LateFeed } from '../late-feed.ts';
import { titleOf } from '../session-feed.ts';
import { until } from '../until.ts';
import { trainSummary } from './train-summary.ts';

/** Seeds that a person can type; more rounds than anybody plays. */
const SEEDS = 1_000_000;
/** Milliseconds between two looks of a series: close enough to follow a fault by hand. */
const INTERVAL_MS = 1_000;
/** Looks of every series before something breaks, so that what is usual is known. */
const STEADY_LOOKS = 4;
/** Milliseconds to wait for that; a chain that is not healthy by then is broken all the same. */
const STEADY_WITHIN_MS = 60_000;

/**
 * `weaklink drill train`: something in the demo chain breaks, and a person looks for it in the
 * console, with weaklink's own answer hidden until theirs is given.
 *
 * @throws WeaklinkError E_OPTION, E_NO_TERMINAL
 */
export const runDrillTrain: RunCommand = async (_operands, options, context) => {
  const seed = seedOf(options);
  const difficulty = difficultyOf(options);
  const fault = chooseFault(listFaults(), seed, difficulty);
  const now = () => systemClock.now();
  const game = new TrainingGame({ chain: outline, fault, seed, difficulty, now });
  const late = new LateFeed(titleOf('DRILL'), outline);
  const feed = new HiddenFeed(late, game);
  const summary = await consoleFirst(feed, detectTerminal(), context.signal, (signal) =>
    breakHidden(late, game, fault, { ...context, signal }),
  );
  const level = difficulty === null ? '' : ` --difficulty ${difficulty}`;
  const again = `weaklink drill train --seed ${seed}${level}`;
  context.output.result(`${trainSummary(game.state(), again).join('\n')}\n`);
  return summary.exitCode;
};

/** Starts the chain behind the console, and breaks it once it was seen healthy. */
async function breakHidden(
  late: LateFeed,
  game: TrainingGame,
  fault: SandboxFault,
  context: CommandContext,
): Promise<void> {
  const { signal } = context;
  signal.throwIfAborted();
  const [{ DemoSession }, { becomesSteady }] = await Promise.all([
    import('../demo/demo-session.ts'),
    import('../../session/steady.ts'),
  ]);
  const demo = await DemoSession.start(context, null, INTERVAL_MS);
  const { session } = demo;
  try {
    session.judging.onVerdict((verdict) => game.judged(verdict));
    session.stream.onEvent('training', (event) => {
      if (event.type === 'weaklink.observation') game.saw(event.data);
    });
    late.attach(demo.feed());
    await becomesSteady(session, { signal, looks: STEADY_LOOKS, withinMs: STEADY_WITHIN_MS });
    // The first looks may see it before the sandbox has made sure of it; time runs for both alike.
    game.begin();
    await demo.inject(fault.name);
    await until(signal);
  } finally {
    await demo.stop();
  }
}

function seedOf({ seed }: OptionValues): number {
  if (seed === undefined) return randomInt(SEEDS);
  const number = Number(seed);
  if (typeof seed === 'string' && Number.isInteger(number) && number >= 0 && number < SEEDS) {
    return number;
  }
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: `--seed: "${seed}" is not a whole number from 0 to ${SEEDS - 1}`,
  });
}

function difficultyOf({ difficulty }: OptionValues): Difficulty | null {
  if (difficulty === undefined) return null;
  if (difficulty === 'easy' || difficulty === 'medium' || difficulty === 'hard') return difficulty;
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: `--difficulty: "${difficulty}" is none of easy, medium, hard`,
  });
}
