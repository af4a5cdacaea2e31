import type { Duplex } from 'node:stream';
import type { Client, QueryResultRow } from 'pg';
import { type Asked, ask, type Line } from '../data/ask.ts';
import { guard } from '../data/guard.ts';
import type { PhaseClock } from '../network/phase-clock.ts';
import { race } from '../network/race.ts';
import { postgresFailure } from './sqlstate.ts';
import type { PostgresTarget } from './target.ts';

/** Types of the messages with which a server begins: authentication, error, notice, negotiation. */
const GREETINGS = 'RENv';
/** Milliseconds for a polite end; what lasts longer is cut. */
const FAREWELL_MS = 100;
/** The part of the time left after which the server itself is to give up on our query. */
const STATEMENT_SHARE = 0.9;

/** A login on a connected stream: one transaction that reads, and ends without a trace. */
export class PostgresSession {
  readonly #client: Client;
  readonly #line: Line;

  private constructor(client: Client, line: Line) {
    this.#client = client;
    this.#line = line;
  }

  /** The stream is the session's from now on. */
  static async on(
    stream: Duplex,
    { endpoint, user, database }: PostgresTarget,
    password: string,
    time: PhaseClock,
  ): Promise<PostgresSession> {
    // Loaded by the first look alone: a chain without databases pays nothing.
    const { Client } = (await import('pg')).default;
    const client = new Client({
      stream: () => asUnconnected(stream),
      host: endpoint.host,
      port: endpoint.port,
      user,
      database,
      // A function, so that neither PGPASSWORD nor ~/.pgpass is read for it.
      password: () => password,
      ssl: false,
      application_name: 'weaklink',
    });
    client.on('error', ignore);
    const line = { stream, guard: guard(stream, GREETINGS), time, failureOf: postgresFailure };
    return new PostgresSession(client, line);
  }

  login(): Promise<Asked<unknown>> {
    return ask(this.#line, () => this.#client.connect());
  }

  /** Everything after it happens in a transaction that cannot write; a pool keeps nothing of it. */
  async begin(): Promise<Asked<unknown>> {
    const ms = Math.max(1, Math.floor(this.#line.time.remainingMs() * STATEMENT_SHARE));
    return ask(this.#line, () =>
      this.#client.query(
        `BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = ${ms}; SET LOCAL lock_timeout = ${ms}`,
      ),
    );
  }

  async rows<Row extends QueryResultRow>(
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<Asked<readonly Row[]>> {
    return ask(this.#line, async () => (await this.#client.query<Row>(sql, [...values])).rows);
  }

  /** The socket is gone when it returns. */
  async end(): Promise<void> {
    const { stream } = this.#line;
    if (!stream.destroyed) {
      const { time } = this.#line;
      const timeMs = Math.min(FAREWELL_MS, time.remainingMs());
      await race({ timeMs, signal: time.signal }, (settle) => {
        const done = (): void => settle('ended');
        this.#client.end().then(done, done);
        return ignore;
      });
    }
    stream.destroy();
  }
}

/** pg connects its stream itself: ours stands already, so it is told so in the next turn. */
function asUnconnected(stream: Duplex): Duplex {
  const self = (): Duplex => stream;
  return Object.assign(stream, {
    setNoDelay: self,
    setKeepAlive: self,
    ref: self,
    unref: self,
    connect: () => {
      setImmediate(() => stream.emit('connect'));
      return stream;
    },
  });
}

function ignore(): void {}
