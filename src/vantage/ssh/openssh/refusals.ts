import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

/** Channels and targets remembered: more than can be asked for at once. */
const MOST_REMEMBERED = 256;
/** Milliseconds in which the master has surely told what a borrowing client knew before. */
const NEWS_MS = 500;
const LOOK_EVERY_MS = 5;

/**
 * Why the server opened no channel. A borrowing client learns only that it did not; the reason stands in
 * the master's diagnostics (`-v`), where those of all channels follow each other.
 */
export class Refusals {
  /** The last one, whatever was asked for; empty before the first. */
  last = '';
  #asked: string | undefined;
  readonly #targets = new Map<string, string>();
  readonly #refusals = new Map<string, { readonly reason: string; readonly number: number }>();
  #count = 0;

  constructor(diagnostics: Readable) {
    createInterface({ input: diagnostics }).on('line', (line) => this.#read(line));
  }

  /** Refusals so far. */
  get count(): number {
    return this.#count;
  }

  /**
   * Resolves to the reason for a target, or to the last one where this client words it otherwise.
   *
   * @param after {@link count} before it was asked for: what was said of it earlier is no news
   */
  async reasonFor(host: string, port: number, after: number): Promise<string> {
    const giveUpAt = performance.now() + NEWS_MS;
    for (;;) {
      const refusal = this.#refusals.get(`${host}:${port}`);
      if (refusal && refusal.number > after) return refusal.reason;
      if (performance.now() > giveUpAt) return this.last;
      await pause(LOOK_EVERY_MS);
    }
  }

  #read(line: string): void {
    const target = /channel_connect_stdio_fwd: (\S+)$/.exec(line.trimEnd())?.[1];
    if (target !== undefined) {
      this.#asked = target;
      return;
    }
    const opened = /channel (\d+): new /.exec(line)?.[1];
    if (opened !== undefined) {
      if (this.#asked !== undefined) keep(this.#targets, opened, this.#asked);
      else this.#targets.delete(opened);
      this.#asked = undefined;
      return;
    }
    const [, channel, reason] = /(?:channel (\d+): )?(open failed: .*)/.exec(line) ?? [];
    if (reason === undefined) return;
    this.last = reason;
    this.#count += 1;
    const of = channel === undefined ? undefined : this.#targets.get(channel);
    if (of !== undefined) keep(this.#refusals, of, { reason, number: this.#count });
  }
}

function keep<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next().value;
  if (map.size > MOST_REMEMBERED && oldest !== undefined) map.delete(oldest);
}
