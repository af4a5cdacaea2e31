import type { DrillGame } from '../../drill/training/types.ts';
import type { WeaklinkEvent } from '../../events/types.ts';
import type { Verdict } from '../../events/verdict.ts';
import type { ConsoleFeed } from '../feed.ts';

/**
 * A feed as the person in training may see it: what was looked at, changed and claimed, but until
 * the answer is given no verdict, no fault and nothing that could be saved and read elsewhere. The
 * screens cannot show what never reaches them. Afterwards it catches up.
 */
export class HiddenFeed implements ConsoleFeed {
  /** Nobody breaks more in a drill. */
  readonly faults = null;
  readonly game: DrillGame;
  readonly #inner: ConsoleFeed;

  constructor(inner: ConsoleFeed, game: DrillGame) {
    this.#inner = inner;
    this.game = game;
  }

  get chain() {
    return this.#inner.chain;
  }

  get title() {
    return this.#inner.title;
  }

  get save() {
    return this.#isHidden ? null : (this.#inner.save ?? null);
  }

  get #isHidden(): boolean {
    return this.game.state().phase !== 'answered';
  }

  subscribe(listener: (event: WeaklinkEvent) => void): () => void {
    const withheld: WeaklinkEvent[] = [];
    const stop = this.#inner.subscribe((event) => {
      if (!this.#isHidden || !tells(event)) listener(event);
      // Of the verdicts the newest is enough; what was injected is told whole.
      else if (event.type === 'weaklink.fault') withheld.push(event);
    });
    const stopWaiting = this.#onAnswered(() => {
      for (const event of withheld.splice(0)) listener(event);
    });
    return () => {
      stop();
      stopWaiting();
    };
  }

  history(): readonly WeaklinkEvent[] {
    const events = this.#inner.history();
    return this.#isHidden ? events.filter((event) => !tells(event)) : events;
  }

  verdict(): Verdict | null {
    return this.#isHidden ? null : this.#inner.verdict();
  }

  onVerdict(listener: (verdict: Verdict) => void): () => void {
    const stop = this.#inner.onVerdict((verdict) => {
      if (!this.#isHidden) listener(verdict);
    });
    const stopWaiting = this.#onAnswered(() => {
      const verdict = this.#inner.verdict();
      if (verdict) listener(verdict);
    });
    return () => {
      stop();
      stopWaiting();
    };
  }

  now(): number {
    return this.#inner.now();
  }

  lookNow(link: string): void {
    this.#inner.lookNow(link);
  }

  cost() {
    return this.#inner.cost();
  }

  journal() {
    return this.#inner.journal();
  }

  /** Calls once, at the moment at which everything may be told. */
  #onAnswered(then: () => void): () => void {
    if (!this.#isHidden) return () => {};
    const stop = this.game.onChange(() => {
      if (this.#isHidden) return;
      stop();
      then();
    });
    return stop;
  }
}

function tells({ type }: WeaklinkEvent): boolean {
  return type === 'weaklink.verdict' || type === 'weaklink.fault';
}
