import type { HostConfig } from './config/host-config.ts';
import type { SshConnection } from './connection.ts';
import type { SshEnvironment } from './environment.ts';
import { failureOf, type SshFailure, SshFailureError } from './failure.ts';
import { openOpenssh } from './openssh/open.ts';
import { addressOfHop, type Route, strongerRoute } from './route.ts';
import { type Patience, Slots } from './slots.ts';
import { atHop, connectHop } from './ssh2/connect.ts';
import { withinTime } from './ssh2/tcp.ts';

/** Milliseconds for connecting to one host, whoever waits for it: a slow login takes some seconds. */
const CONNECT_MS = 15_000;
/** Milliseconds after a failure in which nobody tries again; doubled with each up to the most. */
const LEAST_BACKOFF_MS = 1_000;
const MOST_BACKOFF_MS = 30_000;
/** Milliseconds without use after which a connection is closed: longer than most intervals. */
const IDLE_MS = 120_000;
const IDLE_CHECK_MS = 30_000;

/** Logins at once: a fleet that is met all at once would keep each other from getting in. */
const MOST_OPENINGS = 8;
/** Milliseconds that a login may wait for its turn, and how many may wait. */
const QUEUE_MS = 120_000;
const MOST_WAITING = 4_096;

interface Entry {
  opening: Promise<SshConnection> | undefined;
  connection: SshConnection | undefined;
  failures: number;
  lastFailure: SshFailure | undefined;
  retryAtMs: number;
  usedAtMs: number;
}

/** All connections of a session: one for each login and way to it, shared by all looks. */
export class SshPool {
  readonly #entries = new Map<string, Entry>();
  /** Ways on which ssh2 lacks what the servers want. */
  readonly #stronger = new Map<string, Route>();
  readonly #environment: SshEnvironment;
  readonly #openings = new Slots(MOST_OPENINGS, MOST_WAITING);
  readonly #stop = new AbortController();
  readonly #sweep: NodeJS.Timeout;

  constructor(environment: SshEnvironment) {
    this.#environment = environment;
    this.#sweep = setInterval(() => this.#closeIdle(), IDLE_CHECK_MS).unref();
  }

  /** @throws SshFailureError */
  async connection(route: Route, patience: Patience): Promise<SshConnection> {
    const key = keyOf(route, route.hops);
    const stronger = this.#stronger.get(key);
    if (stronger) return this.#shared(stronger, stronger.hops, patience);
    try {
      return await this.#shared(route, route.hops, patience);
    } catch (error) {
      const other = strongerRoute(route, failureOf(error), this.#environment);
      if (!other) throw error;
      this.#stronger.set(key, other);
      return this.#shared(other, other.hops, patience);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    this.#stop.abort();
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    for (const { connection } of entries) connection?.close();
    await Promise.allSettled(entries.map(({ opening }) => opening));
  }

  async #shared(
    route: Route,
    hops: readonly HostConfig[],
    patience: Patience,
  ): Promise<SshConnection> {
    if (this.#stop.signal.aborted) throw new SshFailureError({ kind: 'cancelled' });
    const entry = this.#entryOf(keyOf(route, hops));
    entry.usedAtMs = performance.now();
    if (entry.connection) return entry.connection;
    if (!entry.opening) {
      if (entry.lastFailure && performance.now() < entry.retryAtMs) {
        throw new SshFailureError(entry.lastFailure);
      }
      const opening = this.#open(route, hops).then(
        (connection) => this.#keep(entry, connection),
        (error) => this.#giveUp(entry, error),
      );
      entry.opening = opening;
      // Whoever asked may have gone by then.
      opening.catch(() => {});
    }
    return withinTime(entry.opening, 'connect', patience);
  }

  async #open(route: Route, hops: readonly HostConfig[]): Promise<SshConnection> {
    const patience = { deadlineMs: CONNECT_MS, signal: this.#stop.signal };
    if (route.backend === 'openssh') {
      return this.#inTurn(() => openOpenssh(route, this.#environment, patience));
    }
    const through = hops.slice(0, -1);
    const target = hops.at(-1);
    const before = through.at(-1);
    if (!target) throw new Error('a way has at least one host');
    const over =
      before &&
      (await this.#shared(route, through, patience).catch((error) => {
        throw new SshFailureError(atHop(failureOf(error), through.length, before));
      }));
    return this.#inTurn(() => connectHop(target, { over, through, ...patience }));
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    await this.#openings.take({ deadlineMs: QUEUE_MS, signal: this.#stop.signal });
    try {
      return await work();
    } finally {
      this.#openings.give();
    }
  }

  #entryOf(key: string): Entry {
    const known = this.#entries.get(key);
    if (known) return known;
    const entry: Entry = {
      opening: undefined,
      connection: undefined,
      failures: 0,
      lastFailure: undefined,
      retryAtMs: 0,
      usedAtMs: 0,
    };
    this.#entries.set(key, entry);
    return entry;
  }

  #keep(entry: Entry, connection: SshConnection): SshConnection {
    entry.opening = undefined;
    if (this.#stop.signal.aborted) {
      connection.close();
      throw new SshFailureError({ kind: 'cancelled' });
    }
    entry.connection = connection;
    entry.failures = 0;
    entry.lastFailure = undefined;
    connection.gone.then(() => {
      if (entry.connection === connection) entry.connection = undefined;
    });
    return connection;
  }

  #giveUp(entry: Entry, error: unknown): never {
    const failure = failureOf(error);
    entry.opening = undefined;
    entry.failures += 1;
    entry.lastFailure = failure;
    const backoffMs = LEAST_BACKOFF_MS * 2 ** (entry.failures - 1);
    entry.retryAtMs = performance.now() + Math.min(MOST_BACKOFF_MS, backoffMs);
    throw new SshFailureError(failure);
  }

  #closeIdle(): void {
    for (const entry of this.#entries.values()) {
      const idleMs = performance.now() - entry.usedAtMs;
      if (entry.connection && entry.connection.busy === 0 && idleMs > IDLE_MS) {
        entry.connection.close();
      }
    }
  }
}

function keyOf({ backend }: Route, hops: readonly HostConfig[]): string {
  return `${backend} ${hops.map(addressOfHop).join(' ')}`;
}
