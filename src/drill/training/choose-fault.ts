import { modeById } from '../../diagnosis/modes/catalogue.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { seededRandom } from '../../sandbox/random.ts';
import type { SandboxFault } from '../../sandbox/types.ts';
import type { Difficulty } from '../types.ts';

/** Share of a link's own health checks that meet the fault, from which on they give it away. */
const SEEN_BY_HEALTH_CHECKS = 0.5;

/**
 * How hard a fault is to find by hand: `easy` where all requests and most health checks meet it,
 * `hard` where only some requests do and health checks stay green. Null: not for training, since
 * nothing but a monitor is wrong.
 */
export function difficultyOf({ mode }: SandboxFault): Difficulty | null {
  const known = modeById(mode);
  if (!known) return null;
  const isSeen = known.access >= SEEN_BY_HEALTH_CHECKS;
  if (isSeen && !known.partial) return 'easy';
  return !isSeen && known.partial ? 'hard' : 'medium';
}

/**
 * The same seed and difficulty give the same fault, so that a round can be played again.
 *
 * @param difficulty null: any
 * @throws WeaklinkError E_DRILL_TRAIN where no fault is as hard as asked
 */
export function chooseFault(
  faults: readonly SandboxFault[],
  seed: number,
  difficulty: Difficulty | null,
): SandboxFault {
  const fitting = faults.filter((fault) => {
    const level = difficultyOf(fault);
    return level !== null && (difficulty === null || level === difficulty);
  });
  const chosen = fitting[Math.floor(seededRandom(seed)() * fitting.length)];
  if (chosen) return chosen;
  throw new WeaklinkError({
    code: 'E_DRILL_TRAIN',
    message: `no fault of this sandbox is ${difficulty ?? 'fit for training'}`,
  });
}
