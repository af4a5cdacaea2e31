import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Endpoint } from '../../network/endpoint.ts';
import type { NetworkFailure } from '../../network/failure.ts';
import type { PhaseClock } from '../../network/phase-clock.ts';
import { race } from '../../network/race.ts';

/*
 * SOCKS 5 (RFC 1928) as far as one connection needs it, with a user name and a password (RFC 1929) where the
 * proxy asks for them: what `ssh -D` opens, and what `proxy-url: socks5://…` of a kubeconfig names.
 */

const VERSION = 5;
const NO_LOGIN = 0;
const BY_PASSWORD = 2;
const CONNECT = 1;
const NAME = 3;
/** Bytes of an address in an answer: its kind → how many follow, the port not among them. */
const addressBytes: Readonly<Record<number, number>> = { 1: 4, 4: 16 };

const refusals: Readonly<Record<number, string>> = {
  1: 'general failure',
  2: 'not allowed by its rules',
  3: 'network unreachable',
  4: 'host unreachable',
  5: 'connection refused',
  6: 'TTL expired',
  7: 'command not supported',
  8: 'address type not supported',
};

/** Asks a SOCKS 5 proxy for a connection; on success the socket leads to the target. */
export async function openSocks(
  socket: Duplex,
  target: Endpoint,
  proxy: URL,
  time: PhaseClock,
): Promise<NetworkFailure | null> {
  const ended = await time.time('wait', () =>
    race<string | null>(time.limits('wait'), (settle) => {
      const reader = new Reader(socket);
      converse(reader, socket, target, proxy).then(settle, (error: Error) => settle(error.message));
      return () => reader.stop();
    }),
  );
  if (ended === null) return null;
  if (ended === 'cancelled') return { phase: 'wait', symptom: 'self.cancelled', detail: ended };
  return ended === 'timeout'
    ? { phase: 'wait', symptom: 'http.timeout', detail: 'the proxy gave no answer in time' }
    : { phase: 'wait', symptom: 'http.closed', detail: `the proxy: ${ended}` };
}

/** Null on success, else why not. @throws Error where the proxy hangs up */
async function converse(
  reader: Reader,
  socket: Duplex,
  { host, port }: Endpoint,
  { username, password }: URL,
): Promise<string | null> {
  const login = username === '' ? NO_LOGIN : BY_PASSWORD;
  socket.write(Buffer.from([VERSION, 1, login]));
  const [version, chosen] = await reader.take(2);
  if (version !== VERSION) return 'it speaks no SOCKS 5';
  if (chosen !== login) return 'it does not take this way to log in';
  if (login === BY_PASSWORD) {
    const parts = [username, password].map((text) => Buffer.from(decodeURIComponent(text)));
    const fields = parts.flatMap((part) => [Buffer.from([part.length & 0xff]), part]);
    socket.write(Buffer.concat([Buffer.from([1]), ...fields]));
    const [, refused] = await reader.take(2);
    if (refused !== 0) return 'it refuses the login';
  }
  socket.write(Buffer.concat([Buffer.from([VERSION, CONNECT, 0]), addressOf(host), portOf(port)]));
  const [, reply = 1, , kind = 0] = await reader.take(4);
  if (reply !== 0) return refusals[reply] ?? `refused with ${reply}`;
  const bytes = kind === NAME ? ((await reader.take(1))[0] ?? 0) : addressBytes[kind];
  if (bytes === undefined) return 'its answer is no SOCKS 5';
  await reader.take(bytes + 2);
  return null;
}

/** A name is left to the proxy to look up, as it would be from where that stands. */
function addressOf(host: string): Buffer {
  if (isIP(host) === 4) return Buffer.from([1, ...host.split('.').map(Number)]);
  const name = Buffer.from(host);
  return Buffer.concat([Buffer.from([NAME, name.length]), name]);
}

function portOf(port: number): Buffer {
  return Buffer.from([port >> 8, port & 0xff]);
}

/** Takes exactly so many bytes at a time, and leaves the rest where they are. */
class Reader {
  readonly #socket: Duplex;
  #stopped = false;
  #wake: () => void = () => {};

  constructor(socket: Duplex) {
    this.#socket = socket;
    socket.on('readable', this.#woken);
    socket.on('close', this.#woken);
  }

  async take(count: number): Promise<Buffer> {
    for (;;) {
      const bytes: Buffer | null = this.#socket.read(count);
      if (bytes?.length === count) return bytes;
      if (this.#stopped || this.#socket.destroyed || this.#socket.readableEnded) {
        throw new Error('it hung up');
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#socket.off('readable', this.#woken);
    this.#socket.off('close', this.#woken);
    this.#wake();
  }

  readonly #woken = (): void => this.#wake();
}
