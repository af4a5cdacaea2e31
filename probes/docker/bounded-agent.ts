import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';

/**
 * One connection a request over a local socket, cut when the answer is too long: what speaks
 * there may be anything, and dockerode collects whole answers in memory.
 */
export class BoundedAgent extends Agent {
  readonly #path: string;
  readonly #maxBytes: number;

  constructor(path: string, maxBytes: number) {
    super({ keepAlive: false });
    this.#path = path;
    this.#maxBytes = maxBytes;
  }

  override createConnection(): Socket {
    const socket = connect({ path: this.#path });
    socket.on('data', () => {
      if (socket.bytesRead > this.#maxBytes) socket.destroy(new Error('the answer is too long'));
    });
    return socket;
  }
}
