import type { Duplex } from 'node:stream';
import type { NetworkFailure, NetworkSymptom } from './failure.ts';
import type { ExchangeRequest, ExchangeResponse, ResponseHead } from './http-exchange.ts';
import { bodySymptomOf, httpErrorWords, httpSymptomOf } from './http-symptom.ts';
import type { PhaseClock } from './phase-clock.ts';
import { race } from './race.ts';
import { requestBytes } from './request-bytes.ts';
import { type ResponseEvents, ResponseParser } from './response-parser.ts';
import { systemError } from './system-error.ts';

/** `100 Continue` and its like before the real answer; more is a flood. */
const MAX_INFORMATION_ANSWERS = 16;

export interface Ask
  extends Pick<ExchangeRequest, 'url' | 'body' | 'enough' | 'onHead' | 'onChunk'> {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyLimitBytes: number;
}

export type Answer =
  | Pick<ExchangeResponse, 'kind' | 'status' | 'headers' | 'body' | 'complete' | 'cut'>
  | ({ readonly kind: 'failure' } & NetworkFailure);

/** How the wait for an answer ended, beside the time being up and the session being over. */
type Ending = 'end' | 'enough' | { readonly symptom: NetworkSymptom; readonly detail: string };

/** Sends the request over a connected socket and reads the answer; the socket is the caller's. */
export async function exchangeOver(socket: Duplex, ask: Ask, time: PhaseClock): Promise<Answer> {
  let bytes: string | Buffer;
  try {
    bytes = requestBytes(ask);
  } catch (error) {
    // A header or a method that cannot be sent: the caller should have checked it.
    return fail('send', 'self.bug', systemError(error).message);
  }
  // Whoever listens first may come too late: an error that nobody hears would end weaklink.
  socket.on('error', ignore);
  const exchange = new Exchange(ask, time);
  const limits = { timeMs: time.remainingMs(), signal: time.signal };
  const ending = await race<Ending>(limits, (settle) => {
    exchange.watch(socket, settle);
    const enough = (): void => settle('enough');
    ask.enough?.addEventListener('abort', enough);
    exchange.send(socket, bytes);
    return () => {
      ask.enough?.removeEventListener('abort', enough);
      exchange.stop();
    };
  });
  // A peer that goes on talking is not listened to.
  socket.destroy();
  return exchange.answer(ending === 'timeout' ? exchange.timeout() : ending);
}

/** One request under way: which phase it is in, what has come, and how each event moves it on. */
class Exchange {
  readonly #ask: Ask;
  readonly #time: PhaseClock;
  #phase: 'send' | 'wait' | 'transfer' = 'send';
  #phaseStartMs: number;
  #phaseTimer: NodeJS.Timeout | undefined;
  #response: ResponseHead | undefined;
  #limitPhase: () => void = ignore;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #informationAnswers = 0;
  #isOver = false;
  #parser: ResponseParser | undefined;

  constructor(ask: Ask, time: PhaseClock) {
    this.#ask = ask;
    this.#time = time;
    this.#phaseStartMs = time.elapsedMs();
  }

  /** Listens to the socket, until {@link stop}: what comes afterwards means nothing. */
  watch(socket: Duplex, settle: (ending: Ending) => void): void {
    this.#limitPhase = () => {
      clearTimeout(this.#phaseTimer);
      const ownMs = this.#time.phaseDeadlineMs(this.#phase);
      if (ownMs === undefined) return;
      this.#phaseTimer = setTimeout(() => settle(this.timeout()), ownMs);
    };
    this.#limitPhase();
    const parser = new ResponseParser(this.#ask.method, this.#events(settle));
    this.#parser = parser;
    const fail = (error: Error | null): void => {
      if (error) settle(this.#failed(error));
    };
    const takePacket = (packet: Buffer): void => fail(parser.feed(packet));
    const takeEnd = (): void => fail(parser.finish());
    socket.on('data', takePacket);
    socket.on('end', takeEnd);
    socket.on('error', fail);
    socket.on('close', takeEnd);
    // It may have broken before anybody listened.
    if (socket.destroyed) fail(socket.errored ?? parser.finish());
  }

  send(socket: Duplex, bytes: string | Buffer): void {
    socket.write(bytes, 'latin1', (error) => {
      if (error || this.#phase !== 'send' || this.#isOver) return;
      this.#enter('wait');
      this.#limitPhase();
    });
  }

  #events(settle: (ending: Ending) => void): ResponseEvents {
    return {
      onInterim: () => {
        this.#informationAnswers += 1;
        if (this.#informationAnswers <= MAX_INFORMATION_ANSWERS) return;
        settle({ symptom: 'http.malformed', detail: 'only interim answers (status 1xx) came' });
      },
      onUpgrade: () =>
        settle({
          symptom: 'http.malformed',
          detail: 'the peer switched protocols without being asked',
        }),
      onHead: (status, headers) => {
        this.#enter('transfer');
        this.#limitPhase();
        this.#response = { status, headers, atMs: this.#time.elapsedMs() };
        this.#ask.onHead?.(this.#response);
      },
      onBody: (piece) => this.#take(piece, settle),
      onEnd: () => settle('end'),
    };
  }

  /** Ends the phase under way. */
  stop(): void {
    this.#parser?.stop();
    clearTimeout(this.#phaseTimer);
    this.#enter(this.#phase);
    this.#isOver = true;
  }

  timeout(): Ending {
    return this.#phase === 'transfer'
      ? { symptom: 'http.body_timeout', detail: `${this.#bytes} bytes came, then time was up` }
      : { symptom: 'http.timeout', detail: 'no answer in time' };
  }

  answer(ending: Ending | 'cancelled'): Answer {
    const response = this.#response;
    if (ending === 'cancelled' || (!response && ending === 'enough')) {
      return fail(this.#phase, 'self.cancelled', 'cancelled');
    }
    if (!response) {
      const { symptom, detail } = typeof ending === 'object' ? ending : httpClosedEarly;
      return fail(this.#phase, symptom, detail);
    }
    return {
      kind: 'response',
      status: response.status,
      headers: response.headers,
      body: wholeOf(this.#chunks),
      complete: ending === 'end',
      cut: typeof ending === 'object' ? { phase: 'transfer', ...ending } : null,
    };
  }

  #enter(phase: 'send' | 'wait' | 'transfer'): void {
    const nowMs = this.#time.elapsedMs();
    this.#time.add(this.#phase, this.#phaseStartMs, nowMs);
    this.#phase = phase;
    this.#phaseStartMs = nowMs;
  }

  #take(chunk: Buffer, settle: (ending: Ending) => void): void {
    const kept = chunk.subarray(0, this.#ask.bodyLimitBytes - this.#bytes);
    this.#bytes += kept.length;
    if (kept.length > 0) {
      this.#chunks.push(kept);
      this.#ask.onChunk?.(kept, this.#time.elapsedMs());
    }
    if (kept.length === chunk.length) return;
    const detail = `more than ${this.#ask.bodyLimitBytes} bytes`;
    settle({ symptom: 'http.body_too_large', detail });
  }

  #failed(error: Error): Ending {
    const symptom = this.#response ? bodySymptomOf(error) : httpSymptomOf(error);
    return { symptom, detail: httpErrorWords(error) };
  }
}

function wholeOf(pieces: readonly Buffer[]): Buffer {
  const [only] = pieces;
  return pieces.length === 1 && only ? only : Buffer.concat(pieces);
}

const httpClosedEarly = {
  symptom: 'http.closed',
  detail: 'the connection ended without an answer',
} as const;

function fail(phase: NetworkFailure['phase'], symptom: NetworkSymptom, detail: string): Answer {
  return { kind: 'failure', phase, symptom, detail };
}

function ignore(): void {}
