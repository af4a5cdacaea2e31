import type { Inference } from '../../../events/types.ts';
import type { Cost, Nanos } from '../../types.ts';
import type { SpendAlert } from './band.ts';
import { outlookOf, type SpendOutlook } from './outlook.ts';
import { addSpend, hourOf, type SpendByHour, seriesOf } from './series.ts';

/** Attempts remembered to be taken away when they are told anew. */
const MAX_ATTEMPTS = 20_000;
/** Milliseconds for which an outlook stands: it is a matter of hours, and some milliseconds of work. */
const STANDS_MS = 60_000;

interface Counted {
  readonly hour: number;
  readonly currency: string;
  readonly nanos: Nanos;
}

/** An hour that left its band, and the currency that it was spent in. */
export interface SpendAlarm extends SpendAlert {
  readonly currency: string;
}

/** Keeps spend by the hour as attempts are told, and says where it will end. Its only clock is what it is told. */
export class SpendWatch {
  readonly #spent: SpendByHour = new Map();
  readonly #attempts = new Map<string, Counted>();
  #outlook: { readonly atMs: number; readonly all: readonly SpendOutlook[] } | null = null;
  #toldMs = Number.NEGATIVE_INFINITY;

  /** An attempt that is told anew replaces what it was. */
  take(inference: Pick<Inference, 'attempt' | 'startedAt'>, cost: Cost): void {
    const before = this.#attempts.get(inference.attempt);
    if (before) addSpend(this.#spent, before.hour, { ...before, nanos: -before.nanos });
    this.#attempts.delete(inference.attempt);
    if (cost.kind === 'unknown') return;
    const counted = { hour: hourOf(inference), currency: cost.currency, nanos: cost.nanos };
    if (!Number.isFinite(counted.hour)) return;
    addSpend(this.#spent, counted.hour, counted);
    this.#attempts.set(inference.attempt, counted);
    const oldest = this.#attempts.keys().next().value;
    if (this.#attempts.size > MAX_ATTEMPTS && oldest !== undefined) this.#attempts.delete(oldest);
  }

  /** One a currency; at most a minute old. */
  outlook(nowMs: number): readonly SpendOutlook[] {
    const known = this.#outlook;
    if (known && nowMs >= known.atMs && nowMs - known.atMs < STANDS_MS) return known.all;
    const all = seriesOf(this.#spent, nowMs).map(outlookOf);
    this.#outlook = { atMs: nowMs, all };
    return all;
  }

  /** Hours before this are known to whoever is told of alarms. */
  toldUntil(ms: number): void {
    this.#toldMs = ms;
  }

  /** Hours that left their band and were not given before, oldest first. */
  alarms(nowMs: number): readonly SpendAlarm[] {
    const found = this.outlook(nowMs).flatMap(({ spend: { currency }, recent }) =>
      recent.filter((one) => one.hourMs > this.#toldMs).map((one) => ({ ...one, currency })),
    );
    for (const { hourMs } of found) this.#toldMs = Math.max(this.#toldMs, hourMs);
    return found.sort((a, b) => a.hourMs - b.hourMs);
  }
}
