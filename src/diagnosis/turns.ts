import type { Sight } from './sights.ts';
import type { Look } from './stream.ts';
import type { Replica } from './via.ts';

/** Looks that tell how often each replica has its turn, and the steps in which that is told. */
const looksOfTurns = 16;
const steps = 8;

/**
 * The part of the last looks that this replica served, in eighths from one to eight: as if each had served one look
 * besides. Never 0: a router may send elsewhere at any look, and that one look must not say everything.
 */
export function usualTurn(looks: readonly Look[], { number, fork, replicas }: Replica): number {
  let own = 1;
  let all = replicas;
  for (const { via } of looks.slice(-looksOfTurns)) {
    if (via === null || typeof via === 'string' || via.fork !== fork) continue;
    all += 1;
    if (via.number === number) own += 1;
  }
  return Math.max(1, Math.round((steps * own) / all)) / steps;
}

/** Looks that were well of those that began after that, and those of them that took this way; rounded down to powers of two. */
export function wellSince(
  looks: readonly Look[],
  ms: number | null,
  way: Replica | null,
): Pick<Sight, 'wellLooks' | 'wellLooksVia'> {
  let all = 0;
  let onWay = 0;
  for (let at = looks.length - 1; ms !== null && at >= 0; at -= 1) {
    const { startedMs, symptom, via } = looks[at] as Look;
    if (startedMs < ms) break;
    if (symptom !== 'ok') continue;
    all += 1;
    if (way !== null && via === way) onWay += 1;
  }
  return { wellLooks: downToPower(all), wellLooksVia: downToPower(onWay) };
}

function downToPower(count: number): number {
  return count === 0 ? 0 : 2 ** Math.floor(Math.log2(count));
}
