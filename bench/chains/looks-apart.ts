import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Chain } from '../../src/chain/types.ts';
import type { WeaklinkEvent } from '../../src/events/types.ts';
import type { Ask, Watched } from './looks-process.ts';

/**
 * The simulation in a process of its own: its heap is several times the engine's, and the collector that goes
 * through it would be measured as the engine's time. That process rests while the asker measures.
 */
export class LooksApart {
  readonly #process: ChildProcess;

  constructor() {
    const path = fileURLToPath(new URL('./looks-process.ts', import.meta.url));
    this.#process = fork(path, { serialization: 'advanced' });
  }

  /** Builds a fleet and begins to look at it from its start. */
  async watch(links: number, seed: number, everySeconds: number): Promise<Watched> {
    return (await this.#answer({ kind: 'watch', links, seed, everySeconds })) as Watched;
  }

  /** The chain of what is watched: asked for once, it is large. */
  async chain(): Promise<Chain> {
    return (await this.#answer({ kind: 'chain' })) as Chain;
  }

  /** The looks of the next second. */
  async next(): Promise<readonly WeaklinkEvent[]> {
    return (await this.#answer({ kind: 'next' })) as readonly WeaklinkEvent[];
  }

  /** Breaks one more inference server. */
  async break(): Promise<void> {
    await this.#answer({ kind: 'break' });
  }

  end(): void {
    this.#process.disconnect();
  }

  async #answer(ask: Ask): Promise<unknown> {
    const ended = new AbortController();
    const { signal } = ended;
    try {
      const answered = once(this.#process, 'message', { signal });
      const gone = once(this.#process, 'exit', { signal }).then(([code]) => {
        throw new Error(`the process that makes the looks ended with ${code}`);
      });
      this.#process.send(ask);
      const [answer] = await Promise.race([answered, gone]);
      return answer;
    } finally {
      ended.abort();
    }
  }
}
