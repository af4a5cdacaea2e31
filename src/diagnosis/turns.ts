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

/** How many of the looks that a series remembers were well and began in this trouble: counted along, not anew. */
export class WellLooks {
  private sinceMs: number | null;
  private count: number;

  /** @param like where given, the new one continues from its state */
  constructor(like?: WellLooks) {
    this.sinceMs = like?.sinceMs ?? null;
    this.count = like?.count ?? 0;
  }

  /**
   * Those, and those of them that took this way; rounded down to powers of two.
   *
   * @param ms since when there is trouble; null: there is none
   */
  since(
    ms: number | null,
    looks: readonly Look[],
    way: Replica | null,
  ): Pick<Sight, 'wellLooks' | 'wellLooksVia'> {
    if (ms !== this.sinceMs) {
      this.sinceMs = ms;
      this.count = looks.filter((look) => this.counts(look)).length;
    }
    const onWay = way ? looks.filter((look) => look.via === way && this.counts(look)).length : 0;
    return { wellLooks: downToPower(this.count), wellLooksVia: downToPower(onWay) };
  }

  remember(look: Look): void {
    if (this.counts(look)) this.count += 1;
  }

  forget(look: Look): void {
    if (this.counts(look)) this.count -= 1;
  }

  private counts({ symptom, startedMs }: Look): boolean {
    return this.sinceMs !== null && symptom === 'ok' && startedMs >= this.sinceMs;
  }
}

function downToPower(count: number): number {
  return count === 0 ? 0 : 2 ** Math.floor(Math.log2(count));
}
