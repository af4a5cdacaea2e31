import type { Duplex } from 'node:stream';
import type { Redis } from 'ioredis';
import { type Asked, ask, type Line } from '../data/ask.ts';
import { guard } from '../data/guard.ts';
import type { PhaseClock } from '../network/phase-clock.ts';
import { redisFailure } from './reply-error.ts';

/** Types of RESP2 replies. */
const REPLIES = '+-:$*';

/** A client on a connected stream: asks once, and never connects, repeats or queues by itself. */
export class RedisSession {
  readonly #client: Redis;
  readonly #line: Line;

  private constructor(client: Redis, line: Line) {
    this.#client = client;
    this.#line = line;
  }

  /** The stream is the session's from now on. */
  static async on(stream: Duplex, time: PhaseClock): Promise<RedisSession> {
    // Loaded by the first look alone: a chain without Redis pays nothing.
    const { Redis: Client, AbstractConnector } = await import('ioredis');
    class Dialled extends AbstractConnector {
      override connect(): Promise<typeof this.stream> {
        // What the client does with its stream, a duplex of any vantage does too.
        this.stream = withSocketManners(stream) as typeof this.stream;
        return Promise.resolve(this.stream);
      }

      override disconnect(): void {
        stream.destroy();
      }
    }
    const client = new Client({
      Connector: Dialled as never,
      protocol: 2,
      lazyConnect: true,
      enableReadyCheck: false,
      disableClientInfo: true,
      autoResubscribe: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    });
    client.on('error', ignore);
    const line = { stream, guard: guard(stream, REPLIES), time, failureOf: redisFailure };
    return new RedisSession(client, line);
  }

  start(): Promise<Asked<unknown>> {
    return ask(this.#line, () => this.#client.connect());
  }

  ask(command: string, ...args: readonly string[]): Promise<Asked<unknown>> {
    return ask(this.#line, () => this.#client.call(command, ...args));
  }

  /** The socket is gone when it returns. */
  end(): void {
    this.#client.disconnect();
    this.#line.stream.destroy();
  }
}

function withSocketManners(stream: Duplex): Duplex {
  const self = (): Duplex => stream;
  return Object.assign(stream, { setNoDelay: self, setKeepAlive: self, setTimeout: self });
}

function ignore(): void {}
