import { setTimeout as wait } from 'node:timers/promises';
import type { EventFactory } from '../../events/envelope.ts';
import { Fifo } from '../../events/fifo.ts';
import type { Inference } from '../../events/types.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import { inferenceEvent } from '../ingest/inference-event.ts';

/** Inferences kept for a console that is away. The oldest go first: a flow shows what is newest. */
const MAX_WAITING = 10_000;
/** Inferences of one post; writing more at a stretch would be felt by the streams that pass. */
const MAX_TOLD_AT_ONCE = 100;
/** … and its characters, where answers are kept. */
const MAX_TOLD_CHARACTERS = 1_048_576;
/** Milliseconds that a console has to take a post in. */
const POST_MS = 5_000;
/** Milliseconds until a console that did not take it is asked again. */
const AGAIN_MS = 1_000;
/** Milliseconds in which the rest is told at the end. */
const END_MS = 2_000;

export interface ConsoleTellerOptions {
  /** Where it takes events. */
  readonly url: URL;
  readonly events: EventFactory;
  /** Told when the console stops taking them, and when it takes them again. */
  readonly say: (line: SafeText) => void;
}

/** How a post went; refused: the same again would be refused again. */
type Answer =
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused' | 'away'; readonly why: SafeText };

/** Tells a console that watches of inferences, at its own pace; whoever measures them never waits for it. */
export class ConsoleTeller {
  readonly #options: ConsoleTellerOptions;
  readonly #waiting = new Fifo<Inference>();
  readonly #stopped = new AbortController();
  readonly #telling: Promise<void>;
  #onNews: () => void = () => {};
  #isEnding = false;
  #isAway = false;
  #told = 0;
  #untold = 0;

  constructor(options: ConsoleTellerOptions) {
    this.#options = options;
    this.#telling = this.#tell();
  }

  take(inference: Inference): void {
    this.#waiting.push(inference);
    if (this.#waiting.length > MAX_WAITING) {
      this.#waiting.shift();
      this.#untold += 1;
    }
    this.#onNews();
  }

  /** Tells what waits, and gives up after a while. */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.#onNews();
    const patience = setTimeout(() => this.#stopped.abort(), END_MS);
    await this.#telling;
    clearTimeout(patience);
    this.#untold += this.#waiting.length;
    this.#waiting.clear();
  }

  /** To be called once it is ended. */
  lines(): readonly SafeText[] {
    const told = safe`inferences told to the console: ${this.#told}`;
    const untold = safe`inferences that the console was not told of: ${this.#untold}`;
    return this.#untold === 0 ? [told] : [told, untold];
  }

  async #tell(): Promise<void> {
    while (!(this.#isEnding && this.#waiting.length === 0)) {
      if (this.#waiting.length === 0) await this.#news();
      else await this.#tellSome();
      if (this.#stopped.signal.aborted) return;
    }
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#onNews = resolve;
    });
  }

  async #tellSome(): Promise<void> {
    const lines = this.#nextLines();
    const body = lines.join('');
    for (;;) {
      const answer = await post(this.#options.url, body, this.#stopped.signal);
      this.#sayHow(answer);
      if (answer.kind === 'taken') this.#told += lines.length;
      if (answer.kind === 'refused') this.#untold += lines.length;
      if (answer.kind !== 'away') return;
      await wait(AGAIN_MS, undefined, { signal: this.#stopped.signal }).catch(() => {});
      if (!this.#stopped.signal.aborted) continue;
      this.#untold += lines.length;
      return;
    }
  }

  #nextLines(): readonly string[] {
    const lines: string[] = [];
    let characters = 0;
    while (lines.length < MAX_TOLD_AT_ONCE && characters < MAX_TOLD_CHARACTERS) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      const line = `${JSON.stringify(inferenceEvent(this.#options.events, next))}\n`;
      characters += line.length;
      lines.push(line);
    }
    return lines;
  }

  /** Once when it changes: a console that is closed for the night is no news each second. */
  #sayHow(answer: Answer): void {
    const isAway = answer.kind !== 'taken';
    if (isAway === this.#isAway) return;
    this.#isAway = isAway;
    const { host } = this.#options.url;
    this.#options.say(
      isAway
        ? safe`the console at ${host} takes nothing (${answer.why}); what is measured waits for it`
        : safe`the console at ${host} takes what is measured`,
    );
  }
}

async function post(url: URL, body: string, stopped: AbortSignal): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body,
      redirect: 'error',
      signal: AbortSignal.any([stopped, AbortSignal.timeout(POST_MS)]),
    });
    await response.body?.cancel();
    const { status } = response;
    if (status === 200) return { kind: 'taken' };
    // Too much at once, and whatever else may be over in a moment.
    if (status === 429 || status >= 500) return { kind: 'away', why: safe`status ${status}` };
    return { kind: 'refused', why: safe`status ${status}: is "attribution.listen" there?` };
  } catch (error) {
    const { cause, name } = error as Error & { readonly cause?: NodeJS.ErrnoException };
    return { kind: 'away', why: safe`${cause?.code ?? name}` };
  }
}
