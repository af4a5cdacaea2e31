import type { LinkId } from '../../chain/types.ts';
import type { End } from './fate.ts';
import { addTo, type Histogram, mergeInto, quantile } from './histogram.ts';
import type { Kept } from './kept.ts';
import type { LinkPassage } from './types.ts';

/** Types of errors told apart at one link; the rest is `other`. */
const MAX_ERRORS = 20;

/** What one link did with the attempts that reached it. */
export class LinkTally {
  #in = 0;
  #lost = 0;
  #inFlight = 0;
  #onWay = 0;
  #whole = 0;
  readonly #errors = new Map<string, number>();
  readonly #held: Histogram = new Map();
  /** Microseconds, an integer, so that what was added can be taken away exactly. */
  #firstTokenMicros = 0;
  #firstTokenOf = 0;

  arrive(times: number): void {
    this.#in += times;
  }

  lose(error: string | null, times: number): void {
    this.#lost += times;
    const known = error ?? 'no type told';
    const name = this.#errors.has(known) || this.#errors.size < MAX_ERRORS ? known : 'other';
    const count = (this.#errors.get(name) ?? 0) + times;
    if (count === 0) this.#errors.delete(name);
    else this.#errors.set(name, count);
  }

  hold(times: number): void {
    this.#inFlight += times;
  }

  time(ms: number, firstTokenMs: number | null, onWay: boolean, times: number): void {
    if (onWay) this.#onWay += times;
    else this.#whole += times;
    addTo(this.#held, ms, times);
    if (firstTokenMs === null) return;
    this.#firstTokenMicros += Math.round(firstTokenMs * 1_000) * times;
    this.#firstTokenOf += times;
  }

  merge(other: LinkTally): void {
    this.#in += other.#in;
    this.#lost += other.#lost;
    this.#inFlight += other.#inFlight;
    this.#onWay += other.#onWay;
    this.#whole += other.#whole;
    this.#firstTokenMicros += other.#firstTokenMicros;
    this.#firstTokenOf += other.#firstTokenOf;
    mergeInto(this.#held, other.#held);
    mergeInto(this.#errors, other.#errors);
  }

  /** @param firstTokenShare what only sums over all links tell */
  passage(link: LinkId, firstTokenShare: number | null): LinkPassage {
    const measured = this.#firstTokenOf > 0;
    return {
      link,
      in: this.#in,
      out: this.#in - this.#lost - this.#inFlight,
      lost: this.#lost,
      inFlight: this.#inFlight,
      errors: [...this.#errors]
        .map(([error, count]) => ({ error, count }))
        .sort((a, b) => b.count - a.count || (a.error < b.error ? -1 : 1)),
      p50Ms: quantile(this.#held, 0.5),
      p95Ms: quantile(this.#held, 0.95),
      firstTokenMs: measured ? this.#firstTokenMicros / this.#firstTokenOf / 1_000 : null,
      firstTokenOf: this.#firstTokenOf,
      firstTokenShare,
      measured: measuredOf(this.#onWay, this.#whole),
    };
  }
}

function measuredOf(onWay: number, whole: number): LinkPassage['measured'] {
  if (onWay > 0) return whole > 0 ? 'both' : 'way';
  return whole > 0 ? 'whole' : 'none';
}

/**
 * Adds an attempt to the links that it reached: those of its way up to the one that lost it. Where no way
 * was told, the link that served it is all that is known.
 */
export function addLinks(
  tallyOf: (link: LinkId) => LinkTally,
  { inference }: Kept,
  { fate, lossLink }: End,
  times: number,
): void {
  const { path, link, durationMs, firstTokenMs, error } = inference;
  const onWay = path.length > 0;
  const way = onWay ? path : [{ link, ms: durationMs, firstTokenMs }];
  const lostAt = fate === 'lost' ? (lossLink ?? null) : null;
  const ends = lostAt === null ? way.length - 1 : way.findIndex((hop) => hop.link === lostAt);
  const reached = ends < 0 ? way : way.slice(0, ends + 1);
  for (const hop of reached) {
    const tally = tallyOf(hop.link);
    tally.arrive(times);
    // What still runs has no time yet.
    if (fate !== 'in flight') tally.time(hop.ms, hop.firstTokenMs, onWay, times);
  }
  const last = reached.at(-1);
  if (fate === 'in flight' && last) tallyOf(last.link).hold(times);
  if (lostAt === null) return;
  const tally = tallyOf(lostAt);
  if (ends < 0) tally.arrive(times);
  tally.lose(error, times);
}
