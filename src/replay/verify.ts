import { createEngine, type Engine } from '../diagnosis/engine.ts';
import type { EventOf, WeaklinkEvent } from '../events/types.ts';
import { version } from '../platform/version.ts';
import { safe } from '../text/sanitise.ts';
import { openPlainFile } from './plain-file.ts';
import { RecordedEvents } from './recorded-events.ts';
import { takeAway } from './take-away.ts';
import { nothingTaken, type Without } from './types.ts';

/** Differences kept; beyond them they are only counted. */
const MOST_DIFFERENCES = 100;

export interface Difference {
  readonly atMs: number;
  /** What was said on the day, and what is computed now, in one line each. */
  readonly recorded: string;
  readonly recomputed: string;
  readonly why: string;
}

export interface Verification {
  /** Recorded verdicts that were computed again. */
  readonly compared: number;
  /** Of them, equal in every byte. */
  readonly equal: number;
  /** The first hundred that are not. */
  readonly differences: readonly Difference[];
  /** Why some evidence may be missing, so that differences are to be expected; null where none is. */
  readonly partial: string | null;
  /** The recording breaks off: it has no end line. Null: it was not read to its end. */
  readonly cutOff: boolean | null;
  /** Events of the recording. */
  readonly events: number;
}

export interface VerifyOptions {
  readonly without?: Without;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly signal?: AbortSignal;
  /** Called for every verdict: JSON computed now, JSON as recorded. */
  readonly onVerdict?: (recomputed: string, recorded: string) => void;
}

/**
 * Computes every recorded verdict again, from the recorded evidence alone and at the very place
 * where it stands, and compares the bytes.
 *
 * @throws WeaklinkError E_RECORDING_READ, E_RECORDING_ZSTD; the signal's reason
 */
export async function verifyRecording(
  path: string,
  options: VerifyOptions = {},
): Promise<Verification> {
  const { fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY, signal } = options;
  const file = await openPlainFile(path, signal);
  try {
    const comparison = new Comparison(options);
    const reader = new RecordedEvents(file.handle, 0);
    do {
      signal?.throwIfAborted();
      for (let read = reader.next(); read; read = reader.next()) {
        const atMs = Date.parse(read.event.time);
        if (atMs > toMs) return comparison.result(reader.damaged, null);
        comparison.take(read.event, read.text, atMs >= fromMs);
      }
    } while (await reader.more());
    return comparison.result(reader.damaged, !reader.isEnded);
  } finally {
    await file.close();
  }
}

class Comparison {
  readonly #options: VerifyOptions;
  readonly #takeAway;
  readonly #differences: Difference[] = [];
  #engine: Engine | null = null;
  #recordedBy: string = version;
  #compared = 0;
  #equal = 0;
  #events = 0;
  #gap: string | null = null;
  #newest: { readonly source: string; readonly count: number } | null = null;

  constructor(options: VerifyOptions) {
    this.#options = options;
    this.#takeAway = takeAway(options.without ?? nothingTaken);
  }

  take(recorded: WeaklinkEvent, text: string, isWanted: boolean): void {
    this.#events += 1;
    this.#lookForGap(recorded);
    const event = this.#takeAway.event(recorded);
    if (!event) return;
    if (event.type === 'weaklink.session') {
      this.#engine = createEngine(event.data.chain);
      this.#recordedBy = event.data.version;
    }
    if (event.type === 'weaklink.verdict') {
      if (isWanted) this.#compare(event, text);
    } else this.#engine?.accept(event);
  }

  result(damaged: number, cutOff: boolean | null): Verification {
    const lost = damaged > 0 ? `${damaged} damaged lines are left out` : null;
    const partial = [this.#gap, lost].filter((one) => one !== null).join('; ');
    return {
      compared: this.#compared,
      equal: this.#equal,
      differences: this.#differences,
      partial: partial === '' ? null : partial,
      cutOff,
      events: this.#events,
    };
  }

  #compare({ data, time }: EventOf<'verdict'>, text: string): void {
    if (!this.#engine) return;
    const verdict = this.#engine.verdict();
    const recomputed = JSON.stringify(verdict);
    // From the line itself: the schema orders keys its own way.
    const recorded = JSON.stringify((JSON.parse(text) as { data: unknown }).data);
    this.#options.onVerdict?.(recomputed, recorded);
    this.#compared += 1;
    if (recomputed === recorded) {
      this.#equal += 1;
      return;
    }
    if (this.#differences.length >= MOST_DIFFERENCES) return;
    this.#differences.push({
      atMs: Date.parse(time),
      recorded: safe`${data.headline}`,
      recomputed: safe`${verdict.headline}`,
      why: this.#why(data.headline === verdict.headline),
    });
  }

  #why(isSameAnswer: boolean): string {
    const reasons: string[] = [];
    const { links, probes, vantages } = this.#options.without ?? nothingTaken;
    if (links.length + probes.length + vantages.length > 0) reasons.push('something is taken away');
    if (this.#gap) reasons.push(this.#gap);
    if (this.#recordedBy !== version) {
      reasons.push(safe`recorded by weaklink ${this.#recordedBy}, computed by ${version}`);
    }
    if (reasons.length === 0) reasons.push('the engine has changed since, or the file was edited');
    return isSameAnswer ? `same answer, other details: ${reasons.join('; ')}` : reasons.join('; ');
  }

  /** The events of a session are numbered without gaps: see envelope.ts. */
  #lookForGap({ id, source, type }: WeaklinkEvent): void {
    const count = Number(/-(\d+)$/.exec(id)?.[1] ?? Number.NaN);
    const before = this.#newest?.source === source ? this.#newest.count : 0;
    this.#newest = { source, count };
    if (this.#gap || !Number.isFinite(count) || count === before + 1) return;
    if (type === 'weaklink.session') return;
    this.#gap =
      before <= 1
        ? `the recording begins in the middle of a session, at event ${count}`
        : safe`events between ${before} and ${count} of ${source} are missing`;
  }
}
