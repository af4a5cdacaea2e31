import { linksById } from '../chain/path.ts';
import type { LinkId } from '../chain/types.ts';
import type { Fault } from './hypotheses.ts';
import { type Ground, type InPlaceOf, isUnlooked } from './in-place-of.ts';

type Own = Pick<Ground, 'chain' | 'series' | 'faultsAt'>;

/**
 * Faults that show against another of their kind alone: a clock is ahead of another, and who issues a token by a wrong
 * clock is well by itself. So where nobody looks at the machine that is held for it, each other on the way of what fails
 * at which nobody looks either is as likely.
 */
export class RelativeFaults {
  readonly #ground: Own;

  constructor(ground: Own) {
    this.#ground = ground;
  }

  /** The parts sum to less than 1; none for what shows by itself. */
  besides({ link, mode }: Fault): readonly InPlaceOf[] {
    const { chain, series, faultsAt } = this.#ground;
    if (!mode.relative || !this.#isUnlooked(link)) return [];
    const links = linksById(chain);
    const kind = links.get(link)?.kind;
    const failing = series.touching(link).filter(({ badSinceMs }) => badSinceMs !== null);
    const others = new Set(failing.flatMap(({ stepOf }) => [...stepOf.keys()]));
    others.delete(link);
    const peers = [...others].flatMap((other) => {
      if (links.get(other)?.kind !== kind || !this.#isUnlooked(other)) return [];
      return faultsAt(other).find((one) => one.mode === mode && one.harms) ?? [];
    });
    return peers.map((fault) => ({ fault, part: 1 / (peers.length + 1) }));
  }

  #isUnlooked(link: LinkId): boolean {
    return isUnlooked(link, this.#ground.series.touching(link));
  }
}
