import { SshFailureError } from './failure.ts';

/** How long a caller waits for its turn. */
export interface Patience {
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

interface Waiting {
  readonly enter: () => void;
  readonly leave: (error: Error) => void;
}

/** So many at once; who comes later waits in a queue that has an end. */
export class Slots {
  #most: number;
  readonly #queue: Waiting[] = [];
  readonly #queueLength: number;
  #taken = 0;

  constructor(most: number, queueLength: number) {
    this.#most = most;
    this.#queueLength = queueLength;
  }

  get most(): number {
    return this.#most;
  }

  get taken(): number {
    return this.#taken;
  }

  /** @throws SshFailureError where the queue is full, or the caller's patience ends first */
  take({ deadlineMs, signal }: Patience): Promise<void> {
    if (signal.aborted) return Promise.reject(new SshFailureError({ kind: 'cancelled' }));
    if (this.#taken < this.#most) {
      this.#taken += 1;
      return Promise.resolve();
    }
    if (this.#queue.length >= this.#queueLength) {
      const detail = `${this.#queue.length} looks are waiting for a session already`;
      return Promise.reject(new SshFailureError({ kind: 'channel-refused', detail }));
    }
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        const at = this.#queue.indexOf(waiting);
        if (at >= 0) this.#queue.splice(at, 1);
      };
      const leave = (error: Error) => {
        end();
        reject(error);
      };
      const enter = () => {
        end();
        resolve();
      };
      const abort = () => leave(new SshFailureError({ kind: 'cancelled' }));
      const late = () => {
        const waitedMs = Math.max(0, Math.round(deadlineMs));
        const detail = `no session was free within ${waitedMs} ms (${this.#most} at once)`;
        leave(new SshFailureError({ kind: 'timed-out', phase: 'channel', detail }));
      };
      const waiting: Waiting = { enter, leave };
      const timer = setTimeout(late, Math.max(0, deadlineMs));
      signal.addEventListener('abort', abort, { once: true });
      this.#queue.push(waiting);
    });
  }

  give(): void {
    this.#taken -= 1;
    if (this.#taken < this.#most) this.#letIn();
  }

  /** The other side takes fewer than thought: no more than `most` from now on, and at least one. */
  lower(most: number): void {
    this.#most = Math.max(1, Math.min(this.#most, most));
  }

  /** Nobody gets in any more. */
  end(error: Error): void {
    for (const { leave } of [...this.#queue]) leave(error);
  }

  #letIn(): void {
    const next = this.#queue[0];
    if (!next) return;
    this.#taken += 1;
    next.enter();
  }
}
