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

  /** @param like where given, the new one continues from its state */
  constructor(like?: Overheard) {
    this.sayings = new Map(like?.sayings);
  }

  /** Takes in what a series that fails, or failed until now, says at its last look. */
  hear({ key, touched, badSinceMs, last }: Stream): void {
    if (badSinceMs === null) {
      this.sayings.delete(key);
      return;
    }
    if (last.outcome !== 'failed' || this.sayings.get(key)?.text === last.summary) return;
    const spoken = idioms.filter(({ words }) => words.test(last.summary));
    // What says nothing now has said what it said.
    if (spoken.length > 0) {
      this.sayings.set(key, { text: last.summary, links: touched, idioms: spoken });
    }
  }

  /** The links of which something was said. */
  get links(): readonly LinkId[] {
    return [...this.sayings.values()].flatMap(({ links }) => links);
  }

  has(link: LinkId): boolean {
    return [...this.sayings.values()].some(({ links }) => links.includes(link));
  }

  /** Factor on the odds of a mode of a link: of the plainest words, since many repeat what one has said. */
  weight(link: LinkId, mode: string): number {
    let most = 1;
    for (const { links, idioms: spoken } of this.sayings.values()) {
      for (const { modes, factor } of spoken) {
        if (factor > most && modes.includes(mode) && links.includes(link)) most = factor;
      }
    }
    return most;
  }
}
