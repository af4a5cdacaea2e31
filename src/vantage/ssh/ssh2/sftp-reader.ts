import type { SFTPWrapper } from 'ssh2';
import { SshFailureError } from '../failure.ts';
import type { Patience } from '../slots.ts';
import { systemErrorOf } from '../strerror.ts';

/** Bytes asked for in one read: what servers give at most. */
const CHUNK_BYTES = 32_768;
/** Milliseconds after the last read in which the channel stays open for the next look. */
const IDLE_MS = 60_000;
/** Status codes of the protocol. */
const EOF = 1;
const codes: Readonly<Record<number, string>> = { 2: 'ENOENT', 3: 'EACCES' };

/**
 * Reads files over one lasting SFTP channel: no process is started for a file, as a command would.
 * Its server reads one file at a time, so one that hangs takes the channel with it.
 */
export class SftpReader {
  readonly #open: (patience: Patience) => Promise<SFTPWrapper>;
  #channel: Promise<SFTPWrapper> | undefined;
  #isMissing = false;
  #reads = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(open: (patience: Patience) => Promise<SFTPWrapper>) {
    this.#open = open;
  }

  /** Sessions that are held for the next read and used by none. */
  get idleSessions(): number {
    return this.#channel !== undefined && this.#reads === 0 ? 1 : 0;
  }

  /** Undefined where the server has no SFTP, or does not tell what is wrong. @throws NodeJS.ErrnoException */
  async read(path: string, maxBytes: number, patience: Patience): Promise<Buffer | undefined> {
    if (this.#isMissing) return undefined;
    clearTimeout(this.#idle);
    this.#reads += 1;
    try {
      return await this.#read(path, maxBytes, patience);
    } finally {
      this.#reads -= 1;
      if (this.#reads === 0 && this.#isMissing) this.close();
      else if (this.#reads === 0) {
        this.#idle = setTimeout(() => this.close(), IDLE_MS).unref();
      }
    }
  }

  /** Sessions are too few to keep one: programs read the files from now on. */
  retire(): void {
    this.#isMissing = true;
    if (this.#reads === 0) this.close();
  }

  close(): void {
    clearTimeout(this.#idle);
    const channel = this.#channel;
    this.#channel = undefined;
    channel?.then(
      (sftp) => sftp.end(),
      () => {},
    );
  }

  async #read(path: string, maxBytes: number, patience: Patience): Promise<Buffer | undefined> {
    const sftp = await this.#wrapper(patience);
    if (!sftp) return undefined;
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        sftp.removeListener('close', lost);
        patience.signal.removeEventListener('abort', lost);
      };
      const fail = (error: Error) => {
        end();
        reject(error);
      };
      const lost = () =>
        fail(new SshFailureError({ kind: 'connection-lost', detail: 'the SFTP channel closed' }));
      const timer = setTimeout(() => {
        // Whatever it waits for, all who come next would wait behind it.
        this.close();
        fail(systemErrorOf('ETIMEDOUT', `reading ${path} did not end`));
      }, patience.deadlineMs);
      sftp.once('close', lost);
      patience.signal.addEventListener('abort', lost, { once: true });
      readStart(sftp, path, maxBytes).then((bytes) => {
        end();
        resolve(bytes);
      }, fail);
    });
  }

  async #wrapper(patience: Patience): Promise<SFTPWrapper | undefined> {
    this.#channel ??= this.#open(patience);
    const channel = this.#channel;
    try {
      const sftp = await channel;
      // Each read that waits listens for the end.
      sftp.setMaxListeners(0);
      if (this.#channel === channel && sftp.listenerCount('close', this.#forget) === 0) {
        sftp.once('close', this.#forget);
        sftp.on('error', () => {});
      }
      return sftp;
    } catch (error) {
      if (this.#channel === channel) this.#channel = undefined;
      // The server has no such subsystem: nothing to try again on this connection.
      if (error instanceof SshFailureError && error.failure.kind === 'no-commands') {
        this.#isMissing = true;
        return undefined;
      }
      throw error;
    }
  }

  readonly #forget = () => {
    this.#channel = undefined;
  };
}

/** Undefined where the status says too little. */
async function readStart(
  sftp: SFTPWrapper,
  path: string,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const handle = await call<Buffer>((done) => sftp.open(path, 'r', done)).catch(statusOf(path));
  if (handle === undefined) return undefined;
  try {
    const chunks: Buffer[] = [];
    for (let at = 0; at < maxBytes; ) {
      const wanted = Math.min(CHUNK_BYTES, maxBytes - at);
      const bytes = await readAt(sftp, handle, at, wanted).catch(statusOf(path));
      if (bytes === undefined) return undefined;
      if (bytes.length === 0) break;
      chunks.push(bytes);
      at += bytes.length;
    }
    return Buffer.concat(chunks);
  } finally {
    // Nobody waits for it: the answer tells nothing.
    sftp.close(handle, () => {});
  }
}

function readAt(sftp: SFTPWrapper, handle: Buffer, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  return new Promise((resolve, reject) => {
    sftp.read(handle, buffer, 0, length, at, (error, bytesRead) => {
      const status = (error as { code?: number } | undefined)?.code;
      if (error && status !== EOF) reject(error);
      else resolve(buffer.subarray(0, error ? 0 : bytesRead));
    });
  });
}

function call<T>(start: (done: (error: Error | undefined, value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(error) : resolve(value)));
  });
}

function statusOf(path: string): (error: unknown) => undefined {
  return (error) => {
    const code = codes[(error as { code?: number }).code ?? 0];
    if (code !== undefined) throw systemErrorOf(code, path);
    return undefined;
  };
}
