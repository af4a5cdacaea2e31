import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes read: three numbers of at most 20 digits. */
const LENGTH_BYTES = 96;
const NS_PER_MS = 1e6;

/**
 * How long the main thread of this process was ready to run and had to wait for a processor, as
 * Linux counts it (`/proc/self/schedstat`). Everybody else on the machine waits about as long.
 */
export class ProcessorWait {
  readonly #buffer = Buffer.alloc(LENGTH_BYTES);
  #file: number | null;

  constructor(path = '/proc/self/schedstat') {
    this.#file = opened(path);
  }

  /** Milliseconds since the process began; 0 where the system does not count them. */
  ms(): number {
    if (this.#file === null) return 0;
    try {
      const length = readSync(this.#file, this.#buffer, 0, LENGTH_BYTES, 0);
      // `ns on a processor, ns waited for one, times it got one`
      const waitedNs = Number(this.#buffer.toString('latin1', 0, length).split(' ', 2)[1]);
      return Number.isFinite(waitedNs) ? waitedNs / NS_PER_MS : 0;
    } catch {
      return 0;
    }
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}

function opened(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null;
  }
}
