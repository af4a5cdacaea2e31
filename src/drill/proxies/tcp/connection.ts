import { setMaxListeners } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Endpoint } from '../../../../probes/network/endpoint.ts';
import type { LiveToxic, Stream } from '../toxic.ts';
import type { ToxicSet } from '../toxic-set.ts';
import { Pump } from './pump.ts';
import { putOnWay, type ToxicOnWay } from './toxic-on-way.ts';

/** Milliseconds that the upstream may take to accept; then the client is reset. */
const CONNECT_MS = 10_000;

/** A client, the upstream, and the two directions between them. */
export class Connection {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #toxics: ToxicSet;
  readonly #closed = new AbortController();
  readonly #bothEnded = new AbortController();
  #isClosing = false;
  /** By toxic, on its direction; null where its toxicity has spared this connection. */
  #met = new Map<LiveToxic, ToxicOnWay | null>();
  #byStream: Readonly<Record<Stream, readonly ToxicOnWay[]>> = { upstream: [], downstream: [] };

  /** `over` is called once, when both sockets are gone. */
  constructor(client: Socket, upstream: Endpoint, toxics: ToxicSet, over: () => void) {
    setMaxListeners(0, this.#closed.signal, this.#bothEnded.signal);
    this.#client = client;
    this.#toxics = toxics;
    this.#server = connect({ ...upstream, allowHalfOpen: true, noDelay: true });
    const connecting = setTimeout(() => this.reset(), CONNECT_MS);
    this.#server.once('connect', () => clearTimeout(connecting));
    const up = new Pump(client, this.#server, () => this.#byStream.upstream);
    const down = new Pump(this.#server, client, () => this.#byStream.downstream);
    let open = 2;
    for (const socket of [client, this.#server]) {
      socket.on('error', () => {});
      socket.once('end', () => {
        if (client.readableEnded && this.#server.readableEnded) this.#bothEnded.abort();
      });
      socket.once('close', () => {
        // Gone without having said and heard everything: the other side sees the same.
        const isDone = socket.readableEnded && socket.writableFinished;
        if (!isDone && !this.#isClosing) this.reset();
        open -= 1;
        if (open > 0) return;
        clearTimeout(connecting);
        this.#closed.abort();
        up.close();
        down.close();
        over();
      });
    }
    this.toxicsChanged();
    up.start();
    down.start();
  }

  toxicsChanged(): void {
    const before = this.#met;
    this.#met = new Map();
    for (const toxic of this.#toxics.list()) {
      const known = before.get(toxic);
      this.#met.set(toxic, known === undefined ? this.#meet(toxic) : known);
    }
    const here = [...this.#met.values()].filter((one) => one !== null);
    const on = (stream: Stream) => here.filter(({ toxic }) => toxic.stream === stream);
    this.#byStream = { upstream: on('upstream'), downstream: on('downstream') };
  }

  /** Both ends see an RST. */
  reset(): void {
    this.#abandon();
    for (const socket of [this.#client, this.#server]) {
      // A socket that is not connected yet cannot be reset.
      if (socket.connecting) socket.destroy();
      else socket.resetAndDestroy();
    }
  }

  #close(): void {
    // Each side still gets what was sent to it; one that is done first must not reset the other.
    this.#isClosing = true;
    this.#abandon();
    this.#client.destroySoon();
    this.#server.destroySoon();
  }

  /** Whoever waits, waits no longer. */
  #abandon(): void {
    this.#closed.abort();
  }

  #meet(toxic: LiveToxic): ToxicOnWay | null {
    if (Math.random() >= toxic.toxicity) return null;
    const one = putOnWay(toxic, {
      closed: this.#closed.signal,
      bothEnded: this.#bothEnded.signal,
      close: () => this.#close(),
      reset: () => this.reset(),
    });
    one.behaviour.start?.(one.attributes, one.way);
    return one;
  }
}
