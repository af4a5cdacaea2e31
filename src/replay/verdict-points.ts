import { allSeries } from '../chain/series.ts';
import type { Chain } from '../chain/types.ts';
import type { Engine } from '../diagnosis/engine.ts';
import { paceOf } from '../diagnosis/pace.ts';
import type { WeaklinkEvent } from '../events/types.ts';
import type { Verdict } from '../events/verdict.ts';

/** Milliseconds of event time between two verdicts while something is wrong, of a chain that looks once a second. */
const TROUBLED_EVERY_MS = 1_000;
/** So many verdicts while every series looks once, where a chain looks more seldom. */
const VERDICTS_A_ROUND = 2;
/** The same while all is well: only what is cleared or untested can change then. */
const CALM_EVERY_MS = 30_000;
/** Milliseconds that a first verdict waits for series that have not looked yet. */
const FIRST_WITHIN_MS = 10_000;

/**
 * Decides, by the events alone, after which of them a verdict is drawn: at once after a look that
 * found something else than the one before it while anything is wrong, and twice a round of looks
 * otherwise, at most once a second. A live session, at which people look, does so once a second by its clock.
 */
export class VerdictPoints {
  readonly #engine: Engine;
  readonly #newest = new Map<string, string | null>();
  readonly #unseen: Set<string>;
  readonly #troubledEveryMs: number;
  #firstMs: number | null = null;
  #drawnMs: number | null = null;
  #isWell = true;

  constructor(engine: Engine, chain: Chain, like?: VerdictPoints) {
    this.#engine = engine;
    this.#unseen = new Set(like ? like.#unseen : allSeries(chain));
    this.#troubledEveryMs = TROUBLED_EVERY_MS * Math.max(1, paceOf(chain) / VERDICTS_A_ROUND);
    if (!like) return;
    for (const [key, symptom] of like.#newest) this.#newest.set(key, symptom);
    this.#firstMs = like.#firstMs;
    this.#drawnMs = like.#drawnMs;
    this.#isWell = like.#isWell;
  }

  /** Asks after every event that the engine has accepted. */
  after(event: WeaklinkEvent): Verdict | null {
    const { type } = event;
    if (type === 'weaklink.claim' || type === 'weaklink.change') {
      return this.#isDue() ? this.#draw() : null;
    }
    if (type !== 'weaklink.observation') return null;
    const { stream, symptom } = event.data;
    const before = this.#newest.get(stream) ?? null;
    if (symptom !== before) this.#newest.set(stream, symptom);
    if (this.#unseen.size > 0) this.#unseen.delete(stream);
    const isNews = symptom !== before && (this.#engine.inTrouble || !this.#isWell);
    return isNews || this.#isDue() ? this.#draw() : null;
  }

  #isDue(): boolean {
    const { nowMs } = this.#engine;
    this.#firstMs ??= nowMs;
    const isTroubled = this.#engine.inTrouble || !this.#isWell;
    if (this.#drawnMs === null) {
      return isTroubled || this.#unseen.size === 0 || nowMs - this.#firstMs >= FIRST_WITHIN_MS;
    }
    return nowMs - this.#drawnMs >= (isTroubled ? this.#troubledEveryMs : CALM_EVERY_MS);
  }

  #draw(): Verdict {
    const verdict = this.#engine.verdict();
    this.#drawnMs = this.#engine.nowMs;
    this.#isWell = verdict.status === 'healthy';
    return verdict;
  }
}
