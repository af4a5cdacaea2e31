import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { EventFactory } from '../../events/envelope.ts';
import { Fifo } from '../../events/fifo.ts';
import type { Inference } from '../../events/types.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import { inferenceEvent } from '../ingest/inference-event.ts';

/** Inferences kept for a console that is away. The oldest go first: a flow shows what is newest. */
const MAX_WAITING = 10_000;
/** … and their characters, where answers are kept. */
const MAX_WAITING_CHARACTERS = 33_554_432;
/** Inferences of one post; writing more at a stretch would be felt by the streams that pass. */
const MAX_TOLD_AT_ONCE = 100;
/** … and its characters, where answers are kept: to write a million of them takes milliseconds. */
const MAX_TOLD_CHARACTERS = 131_072;
/** Milliseconds in which inferences are gathered: a post for each would be felt by what passes. */
const GATHER_MS = 250;
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
  /** As lines, each written when it comes: many at once would be felt by what passes. */
  readonly #waiting = new Fifo<string>();
  #waitingCharacters = 0;
  readonly #stopped = new AbortController();
  readonly #ending = new AbortController();
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #telling: Promise<void>;
  #onNews: () => void = () => {};
  #isAway = false;
  #told = 0;
  #untold = 0;

  constructor(options: ConsoleTellerOptions) {
    this.#options = options;
    this.#telling = this.#tell();
  }

  take(inference: Inference): void {
    const line = `${JSON.stringify(inferenceEvent(this.#options.events, inference))}\n`;
    this.#waiting.push(line);
    this.#waitingCharacters += line.length;
    while (this.#waiting.length > MAX_WAITING || this.#waitingCharacters > MAX_WAITING_CHARACTERS) {
      this.#next();
      this.#untold += 1;
    }
    this.#onNews();
  }

  /** Tells what waits, and gives up after a while. */
  async end(): Promise<void> {
    this.#ending.abort();
    this.#onNews();
    const patience = setTimeout(() => this.#stopped.abort(), END_MS);
    await this.#telling;
    clearTimeout(patience);
    this.#agent.destroy();
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
    const { signal: ending } = this.#ending;
    while (!(ending.aborted && this.#waiting.length === 0) && !this.#stopped.signal.aborted) {
      if (this.#waiting.length === 0) await this.#news();
      if (this.#waiting.length < MAX_TOLD_AT_ONCE) {
        await wait(GATHER_MS, undefined, { signal: ending }).catch(() => {});
      }
      if (this.#waiting.length > 0) await this.#tellSome();
    }
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#onNews = resolve;
    });
  }

  async #tellSome(): Promise<void> {
    const lines = this.#nextLines();
    const { signal: stopped } = this.#stopped;
    const told = { url: this.#options.url, agent: this.#agent, body: lines.join(''), stopped };
    for (;;) {
      const answer = await post(told);
      this.#sayHow(answer);
      if (answer.kind === 'taken') this.#told += lines.length;
      if (answer.kind === 'refused') this.#untold += lines.length;
      if (answer.kind !== 'away') return;
      await wait(AGAIN_MS, undefined, { signal: stopped }).catch(() => {});
      if (!stopped.aborted) continue;
      this.#untold += lines.length;
      return;
    }
  }

  #nextLines(): readonly string[] {
    const lines: string[] = [];
    let characters = 0;
    while (lines.length < MAX_TOLD_AT_ONCE && characters < MAX_TOLD_CHARACTERS) {
      const line = this.#next();
      if (line === undefined) break;
      characters += line.length;
      lines.push(line);
    }
    return lines;
  }

  #next(): string | undefined {
    const line = this.#waiting.shift();
    this.#waitingCharacters -= line?.length ?? 0;
    return line;
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

interface Post {
  readonly url: URL;
  readonly agent: Agent;
  readonly body: string;
  readonly stopped: AbortSignal;
}

/** By node:http, which a tap has loaded already. */
function post({ url, agent, body, stopped }: Post): Promise<Answer> {
  return new Promise((resolve) => {
    const headers = {
      'content-type': 'application/x-ndjson',
      'content-length': Buffer.byteLength(body),
    };
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(POST_MS)]);
    const sent = request(url, { method: 'POST', agent, headers, signal });
    sent.once('error', ({ name, code = name }: NodeJS.ErrnoException) =>
      resolve({ kind: 'away', why: safe`${code}` }),
    );
    sent.once('response', (answer) => {
      answer.resume();
      answer.on('error', () => {});
      resolve(answerOf(answer.statusCode ?? 0));
    });
    sent.end(body);
  });
}

function answerOf(status: number): Answer {
  if (status === 200) return { kind: 'taken' };
  // Too much at once, and whatever else may be over in a moment.
  if (status === 429 || status >= 500) return { kind: 'away', why: safe`status ${status}` };
  return { kind: 'refused', why: safe`status ${status}: is "attribution.listen" there?` };
}
