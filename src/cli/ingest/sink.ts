import { hostname } from 'node:os';
import type { Chain } from '../../chain/types.ts';
import { createEventFactory, type EventFactory, eventSource } from '../../events/envelope.ts';
import type { RecordingWriter } from '../../events/recording.ts';
import type { Inference, Instant, WeaklinkEvent } from '../../events/types.ts';
import { systemClock } from '../../platform/clock.ts';
import { version } from '../../platform/version.ts';
import { flushed, type Output } from '../output.ts';
import { inferenceEvent } from './inference-event.ts';
import { type IngestSummary, Summing } from './summary.ts';

/** Events printed before it is waited until somebody has read them. */
const FLUSH_EVENTS = 500;

export interface SinkOptions {
  readonly chain: Chain | null;
  readonly recording: RecordingWriter | null;
  /** Print every event as a line of JSON. */
  readonly print: boolean;
  readonly output: Output;
}

/** Where what was read goes: to a recording, to stdout, and into the sum. A session event is first. */
export class Sink {
  readonly #options: SinkOptions;
  readonly #events: EventFactory;
  readonly #summing = new Summing();
  #begun = false;
  #printed = 0;
  #unread = 0;

  constructor(options: SinkOptions) {
    this.#options = options;
    const session = `ingest-${systemClock.now()}`;
    this.#events = createEventFactory({
      clock: systemClock,
      source: eventSource(hostname(), session),
    });
  }

  /** Entries that could not be read. */
  get unread(): number {
    return this.#unread;
  }

  /** @param time of the first event; now, where none has come */
  async begin(time: Instant = new Date(systemClock.now()).toISOString()): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    const chain = this.#options.chain ?? { name: 'ingest', models: [], links: [], vantages: [] };
    await this.#write(this.#events.make('session', { version, chain }, { time }));
  }

  async take(inferences: readonly Inference[], unread = 0): Promise<void> {
    this.#unread += unread;
    for (const inference of inferences) {
      this.#summing.take(inference);
      // What files tell was long ago; their session begins with the first of it.
      await this.begin(inference.startedAt);
      await this.#write(inferenceEvent(this.#events, inference));
    }
  }

  /** To be called once, at the end. */
  summary(): IngestSummary {
    return this.#summing.summary();
  }

  async #write(event: WeaklinkEvent): Promise<void> {
    const { recording, print, output } = this.#options;
    if (recording) await recording.write(event);
    if (!print) return;
    output.result(`${JSON.stringify(event)}\n`);
    this.#printed += 1;
    if (this.#printed % FLUSH_EVENTS === 0) await flushed();
  }
}
