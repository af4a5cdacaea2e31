import { Agent, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';

/** Opens one connection to a daemon. May reject with the system's error, or {@link VantageLostError}. */
export type OpenConnection = () => Duplex | Promise<Duplex>;

type Created = (error: Error | null, stream: Duplex) => void;

/**
 * One connection a request, over whatever leads to the daemon, cut when the answer is too long: what
 * speaks there may be anything, and dockerode collects whole answers in memory.
 */
export class BoundedAgent extends Agent {
  readonly #open: OpenConnection;
  readonly #maxBytes: number;
  readonly #connections = new Set<Duplex>();

  constructor(open: OpenConnection, maxBytes: number) {
    super({ keepAlive: false });
    this.#open = open;
    this.#maxBytes = maxBytes;
  }

  override createConnection(_: ClientRequestArgs, created?: Created): Duplex | undefined {
    const opened = this.#open();
    if (!(opened instanceof Promise)) return this.#bounded(opened);
    opened.then(
      (stream) => created?.(null, this.#bounded(stream)),
      // Node's types ask for a stream even where there is none.
      (error: Error) => created?.(error, undefined as unknown as Duplex),
    );
    return undefined;
  }

  /** Cuts every connection, those too that were handed over to a protocol of their own. */
  override destroy(): void {
    for (const connection of this.#connections) connection.destroy();
    super.destroy();
  }

  #bounded(stream: Duplex): Duplex {
    let bytes = 0;
    this.#connections.add(stream);
    stream.on('close', () => this.#connections.delete(stream));
    if (Number.isFinite(this.#maxBytes)) {
      stream.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > this.#maxBytes) stream.destroy(new Error('the answer is too long'));
      });
    }
    return stream;
  }
}
