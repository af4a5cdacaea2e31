import { allSeries } from '../chain/series.ts';
import type { Chain } from '../chain/types.ts';
import { createEngine } from '../diagnosis/engine.ts';
import type { EventStream } from '../events/stream.ts';
import type { Observation, WeaklinkEvent } from '../events/types.ts';
import type { Verdict } from '../events/verdict.ts';

/** Shortest time, in milliseconds, between two verdicts that no changed outcome asks for. */
const VERDICT_EVERY_MS = 1_000;
/** Milliseconds that a first "nothing is broken" waits for series that have not looked yet. */
const FIRST_VERDICT_WITHIN_MS = 10_000;

/**
 * Keeps the verdict of a stream up to date: soon after any evidence, at once after a look that
 * found something else than the one before it. The first "nothing is broken" waits until every series
 * has looked once, so that it is not said of links that nobody has seen.
 */
export class Judging {
  readonly #engine;
  readonly #newest = new Map<string, Observation>();
  readonly #listeners = new Set<(verdict: Verdict) => void>();
  readonly #stopListening: () => void;
  #verdict: Verdict | null = null;
  #timer: NodeJS.Timeout | undefined;
  #atOnce = false;
  /** Series that have not looked yet. */
  readonly #unseen: Set<string>;
  readonly #startedMs = performance.now();

  constructor(chain: Chain, stream: EventStream) {
    this.#unseen = new Set(allSeries(chain));
    this.#engine = createEngine(chain);
    this.#stopListening = stream.onEvent('diagnosis', (event) => this.#take(event), {
      replay: true,
    });
  }

  /** The newest verdict, null before the first look. */
  get verdict(): Verdict | null {
    return this.#verdict;
  }

  /** The newest observation of every series of looks. */
  get observations(): readonly Observation[] {
    return [...this.#newest.values()];
  }

  onVerdict(listener: (verdict: Verdict) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Judges now what is known now. */
  judge(): Verdict {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#atOnce = false;
    const verdict = this.#engine.verdict();
    this.#verdict = verdict;
    for (const listener of [...this.#listeners]) listener(verdict);
    return verdict;
  }

  stop(): void {
    this.#stopListening();
    clearTimeout(this.#timer);
  }

  #take(event: WeaklinkEvent): void {
    this.#engine.accept(event);
    if (event.type === 'weaklink.observation') {
      const before = this.#newest.get(event.data.stream);
      this.#newest.set(event.data.stream, event.data);
      const wasLast = this.#unseen.delete(event.data.stream) && this.#unseen.size === 0;
      this.#judgeSoon(wasLast || event.data.symptom !== (before?.symptom ?? null));
    } else if (event.type === 'weaklink.claim' || event.type === 'weaklink.change') {
      this.#judgeSoon(false);
    }
  }

  #waitMs(): number {
    if (this.#verdict !== null) return VERDICT_EVERY_MS;
    if (this.#unseen.size === 0) return 0;
    return Math.max(0, this.#startedMs + FIRST_VERDICT_WITHIN_MS - performance.now());
  }

  /** At once means after the events in hand: twenty looks that fail together are judged together. */
  #judgeSoon(atOnce: boolean): void {
    if (this.#timer && (this.#atOnce || !atOnce)) return;
    clearTimeout(this.#timer);
    this.#atOnce = atOnce;
    this.#timer = setTimeout(() => this.judge(), atOnce ? 0 : this.#waitMs());
  }
}

/** True where two verdicts tell a person different things; probabilities that drift do not. */
export function saysMore(before: Verdict | null, after: Verdict): boolean {
  return (
    before === null ||
    answerOf(before) !== answerOf(after) ||
    before.cleared.join() !== after.cleared.join()
  );
}

/** What a verdict answers: how it is, and who is to blame for what. Equal answers, equal texts. */
export function answerOf({ status, culprits }: Verdict): string {
  return JSON.stringify([status, culprits.map(({ link, mode }) => [link, mode])]);
}
