import type { LinkId } from '../chain/types.ts';
import { type Idiom, idioms } from './idioms.ts';
import type { Stream } from './stream.ts';

/** What one failing series says. */
interface Saying {
  readonly text: string;
  /** The links that its looks pass. */
  readonly links: readonly LinkId[];
  readonly idioms: readonly Idiom[];
}

/** What failing looks say in words, for as long as their series fail. */
export class Overheard {
  private readonly sayings: Map<string, Saying>;
  /** Null where it is to be worked out anew. */
  private factors: ReadonlyMap<LinkId, ReadonlyMap<string, number>> | null = null;

  /** @param like where given, the new one continues from its state */
  constructor(like?: Overheard) {
    this.sayings = new Map(like?.sayings);
  }

  /** Takes in what a series that fails, or failed until now, says at its last look. */
  hear({ key, touched, badSinceMs, last }: Stream): void {
    if (badSinceMs === null) {
      if (this.sayings.delete(key)) this.factors = null;
      return;
    }
    if (last.outcome !== 'failed' || this.sayings.get(key)?.text === last.summary) return;
    const spoken = idioms.filter(({ words }) => words.test(last.summary));
    // What says nothing now has said what it said.
    if (spoken.length > 0) {
      this.sayings.set(key, { text: last.summary, links: touched, idioms: spoken });
      this.factors = null;
    }
  }

  /** The links of which something was said. */
  get links(): Iterable<LinkId> {
    return this.byLink.keys();
  }

  has(link: LinkId): boolean {
    return this.byLink.has(link);
  }

  /** Factor on the odds of a mode of a link: of the plainest words, since many repeat what one has said. */
  weight(link: LinkId, mode: string): number {
    return this.byLink.get(link)?.get(mode) ?? 1;
  }

  /** By link, then by mode. Added up once: hundreds of series may say the same of links that all of them pass. */
  private get byLink(): ReadonlyMap<LinkId, ReadonlyMap<string, number>> {
    this.factors ??= factorsOf([...this.sayings.values()]);
    return this.factors;
  }
}

function factorsOf(sayings: readonly Saying[]): ReadonlyMap<LinkId, ReadonlyMap<string, number>> {
  const byLink = new Map<LinkId, Map<string, number>>();
  for (const { links, idioms: spoken } of sayings) {
    for (const link of links) {
      const own = byLink.get(link) ?? new Map<string, number>();
      byLink.set(link, own);
      for (const { modes, factor } of spoken) {
        for (const mode of modes) own.set(mode, Math.max(factor, own.get(mode) ?? 1));
      }
    }
  }
  return byLink;
}
