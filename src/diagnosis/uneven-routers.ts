import { linksById } from '../chain/path.ts';
import type { LinkId } from '../chain/types.ts';
import type { Fault } from './hypotheses.ts';
import type { Ground, InPlaceOf } from './in-place-of.ts';
import type { Stream } from './stream.ts';

/** A fair router sends a replica so many looks, or more, as seldom as this. */
const chance = 0.01;
/** What a router did is as likely as that it came by itself. */
const asOften = 0.5;

type Own = Pick<Ground, 'chain' | 'series' | 'faultsAt'>;

/**
 * Routers that may have brought about what ails one of their replicas: one that has too much to do, and serves far more
 * of the looks than its share, is as often sent too much.
 */
export class UnevenRouters {
  readonly #ground: Own;

  constructor(ground: Own) {
    this.#ground = ground;
  }

  /** At most one; none where looks do not say who served them. */
  before({ link, mode, harms }: Fault): readonly InPlaceOf[] {
    const { chain, series, faultsAt } = this.#ground;
    const { sentBy } = mode;
    if (!sentBy || !harms) return [];
    const links = linksById(chain);
    const uneven = series
      .touching(link)
      .filter((one) => links.get(one.link)?.kind === 'router' && isDrawnTo(link, one))
      .flatMap((stream) => faultsAt(stream.link).filter((fault) => fault.mode.id === sentBy));
    return uneven.slice(0, 1).map((fault) => ({ fault, part: asOften }));
  }
}

/** Whether one replica has served more of the looks since they fail than a fair share of them. */
function isDrawnTo(replica: LinkId, { looks, badSinceMs }: Stream): boolean {
  const run = looks.filter(({ startedMs }) => badSinceMs !== null && startedMs >= badSinceMs);
  const served = run.flatMap(({ via }) =>
    via !== null && typeof via !== 'string' && via.branch === replica ? [via] : [],
  );
  const [first] = served;
  return !!first && atLeast(served.length, run.length, 1 / first.replicas) < chance;
}

/** P(so many of `all`, or more | each with probability `fair`): a binomial tail. */
function atLeast(count: number, all: number, fair: number): number {
  let term = (1 - fair) ** all;
  let below = 0;
  for (let at = 0; at < count; at += 1) {
    below += term;
    term *= ((all - at) / (at + 1)) * (fair / (1 - fair));
  }
  return 1 - below;
}
