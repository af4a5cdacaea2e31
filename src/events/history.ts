import { Fifo } from './fifo.ts';
import type { WeaklinkEvent } from './types.ts';

export interface HistoryBounds {
  /** Events kept, inferences apart. */
  readonly events: number;
  /** Inferences kept: a thousand come in a second, and must not push out what was looked at. */
  readonly inferences: number;
}

interface Numbered {
  readonly number: number;
  readonly event: WeaklinkEvent;
}

/** The last events of a stream, in their order. The session event is never forgotten. */
export class History {
  readonly #bounds: HistoryBounds;
  readonly #events = new Fifo<Numbered>();
  readonly #inferences = new Fifo<Numbered>();
  #forgottenSession: WeaklinkEvent | undefined;
  #taken = 0;

  constructor(bounds: HistoryBounds) {
    this.#bounds = bounds;
  }

  /** Events that it let go of. */
  get forgotten(): number {
    return this.#taken - this.#events.length - this.#inferences.length;
  }

  take(event: WeaklinkEvent): void {
    const isInference = event.type === 'weaklink.inference';
    const lane = isInference ? this.#inferences : this.#events;
    lane.push({ number: this.#taken, event });
    this.#taken += 1;
    if (lane.length <= (isInference ? this.#bounds.inferences : this.#bounds.events)) return;
    const oldest = lane.shift()?.event;
    if (oldest?.type === 'weaklink.session') this.#forgottenSession = oldest;
  }

  /** Oldest first. */
  all(): readonly WeaklinkEvent[] {
    const session = this.#forgottenSession;
    const [events, inferences] = [this.#events.toArray(), this.#inferences.toArray()];
    const all: WeaklinkEvent[] = session ? [session] : [];
    let at = 0;
    for (const { number, event } of events) {
      for (let next = inferences[at]; next && next.number < number; next = inferences[at]) {
        all.push(next.event);
        at += 1;
      }
      all.push(event);
    }
    for (const { event } of inferences.slice(at)) all.push(event);
    return all;
  }
}
