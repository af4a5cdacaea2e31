import type { Chain, LinkId } from '../chain/types.ts';
import type { ConsoleFeed, FeedCost, FeedFaults, FeedJournal, FeedTitle } from '../console/feed.ts';
import type { WeaklinkEvent } from '../events/types.ts';
import type { Verdict } from '../events/verdict.ts';
import { systemClock } from '../platform/clock.ts';
import type { SafeText } from '../text/safe-text.ts';

/**
 * A feed whose session is still being made, so that the console stands at once. Until it is
 * attached it shows the outline of the chain and no event.
 */
export class LateFeed implements ConsoleFeed {
  readonly title: FeedTitle;
  readonly #outline: Chain;
  readonly #listeners = new Set<(event: WeaklinkEvent) => void>();
  readonly #verdictListeners = new Set<(verdict: Verdict) => void>();
  #feed: ConsoleFeed | null = null;

  constructor(title: FeedTitle, outline: Chain) {
    this.title = title;
    this.#outline = outline;
  }

  /** From now on this is the feed; those who listen already hear what happened before. */
  attach(feed: ConsoleFeed): void {
    this.#feed = feed;
    for (const event of feed.history()) this.#tell(event);
    feed.subscribe((event) => this.#tell(event));
    const verdict = feed.verdict();
    if (verdict) this.#judge(verdict);
    feed.onVerdict((next) => this.#judge(next));
  }

  get chain(): Chain {
    return this.#feed?.chain ?? this.#outline;
  }

  get faults(): FeedFaults | null {
    return this.#feed?.faults ?? null;
  }

  get accounting(): ConsoleFeed['accounting'] {
    return this.#feed?.accounting;
  }

  get save(): (() => Promise<SafeText>) | null {
    return this.#feed?.save ?? null;
  }

  subscribe(listener: (event: WeaklinkEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  history(): readonly WeaklinkEvent[] {
    return this.#feed?.history() ?? [];
  }

  verdict(): Verdict | null {
    return this.#feed?.verdict() ?? null;
  }

  onVerdict(listener: (verdict: Verdict) => void): () => void {
    this.#verdictListeners.add(listener);
    return () => this.#verdictListeners.delete(listener);
  }

  now(): number {
    return this.#feed?.now() ?? systemClock.now();
  }

  lookNow(link: LinkId): void {
    this.#feed?.lookNow(link);
  }

  cost(): FeedCost | null {
    return this.#feed?.cost() ?? null;
  }

  journal(): FeedJournal {
    return this.#feed?.journal() ?? { state: 'off', detail: null };
  }

  #tell(event: WeaklinkEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  #judge(verdict: Verdict): void {
    for (const listener of [...this.#verdictListeners]) listener(verdict);
  }
}
