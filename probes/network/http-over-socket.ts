import { type ClientRequest, type IncomingMessage, request as startRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import type { NetworkFailure, NetworkSymptom } from './failure.ts';
import type { ExchangeRequest, ExchangeResponse } from './http-exchange.ts';
import { bodySymptomOf, httpErrorWords, httpSymptomOf } from './http-symptom.ts';
import type { PhaseClock } from './phase-clock.ts';
import { race } from './race.ts';
import { systemError } from './system-error.ts';

/** Bytes of the answer's head (and of its trailers). Vendors of models send 2 to 4 kB. */
const MAX_HEADER_BYTES = 32_768;
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
  const exchange = new Exchange(ask, time);
  let request: ClientRequest;
  try {
    request = begin(socket, ask);
  } catch (error) {
    // A header or a method that cannot be sent: the caller should have checked it.
    return fail('send', 'self.bug', systemError(error).message);
  }
  const limits = { timeMs: time.remainingMs(), signal: time.signal };
  const ending = await race<Ending>(limits, (settle) => {
    exchange.watch(request, settle);
    const enough = (): void => settle('enough');
    ask.enough?.addEventListener('abort', enough);
    request.end(ask.body);
    return () => {
      ask.enough?.removeEventListener('abort', enough);
      exchange.stop();
      request.destroy();
    };
  });
  // Where the time was up before the wait began, nobody has ended it yet.
  request.destroy();
  return exchange.answer(ending === 'timeout' ? exchange.timeout() : ending);
}

function begin(socket: Duplex, { url, method, headers }: Ask): ClientRequest {
  const own = {
    host: url.host,
    'user-agent': 'weaklink',
    accept: '*/*',
    'accept-encoding': 'identity',
    connection: 'close',
  };
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const request = startRequest({
    method,
    path: `${url.pathname}${url.search}`,
    headers: { ...own, ...Object.fromEntries(given) },
    maxHeaderSize: MAX_HEADER_BYTES,
    createConnection: () => socket,
  });
  // Whoever listens first may come too late: an error that nobody hears would end weaklink.
  request.on('error', ignore);
  return request;
}

/** One request under way: which phase it is in, what has come, and how each event moves it on. */
class Exchange {
  readonly #ask: Ask;
  readonly #time: PhaseClock;
  #phase: 'send' | 'wait' | 'transfer' = 'send';
  #phaseStartMs: number;
  #phaseTimer: NodeJS.Timeout | undefined;
  #response: IncomingMessage | undefined;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #informationAnswers = 0;

  constructor(ask: Ask, time: PhaseClock) {
    this.#ask = ask;
    this.#time = time;
    this.#phaseStartMs = time.elapsedMs();
  }

  watch(request: ClientRequest, settle: (ending: Ending) => void): void {
    const limitPhase = (): void => {
      clearTimeout(this.#phaseTimer);
      const ownMs = this.#time.phaseDeadlineMs(this.#phase);
      if (ownMs === undefined) return;
      this.#phaseTimer = setTimeout(() => settle(this.timeout()), ownMs);
    };
    limitPhase();
    request.on('finish', () => {
      if (this.#phase !== 'send') return;
      this.#enter('wait');
      limitPhase();
    });
    request.on('error', (error) => settle(this.#failed(error)));
    request.on('information', () => {
      this.#informationAnswers += 1;
      if (this.#informationAnswers <= MAX_INFORMATION_ANSWERS) return;
      settle({ symptom: 'http.malformed', detail: 'only interim answers (status 1xx) came' });
    });
    request.on('upgrade', () =>
      settle({
        symptom: 'http.malformed',
        detail: 'the peer switched protocols without being asked',
      }),
    );
    request.on('response', (response) => {
      this.#enter('transfer');
      limitPhase();
      this.#read(response, settle);
    });
  }

  /** Ends the phase under way. */
  stop(): void {
    clearTimeout(this.#phaseTimer);
    this.#enter(this.#phase);
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
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: Buffer.concat(this.#chunks),
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

  #read(response: IncomingMessage, settle: (ending: Ending) => void): void {
    this.#response = response;
    response.on('data', (chunk: Buffer) => this.#take(chunk, settle));
    response.on('end', () => settle('end'));
    response.on('error', (error) => settle(this.#failed(error)));
    this.#ask.onHead?.({
      status: response.statusCode ?? 0,
      headers: response.headers,
      atMs: this.#time.elapsedMs(),
    });
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

const httpClosedEarly = {
  symptom: 'http.closed',
  detail: 'the connection ended without an answer',
} as const;

function fail(phase: NetworkFailure['phase'], symptom: NetworkSymptom, detail: string): Answer {
  return { kind: 'failure', phase, symptom, detail };
}

function ignore(): void {}
