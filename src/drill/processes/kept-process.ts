import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { identityOf, isAlive, type ProcessIdentity } from '../leases/process-identity.ts';
import { keeperArguments } from './entry.ts';
import type { KeeperOrder, KeeperWord } from './protocol.ts';
import { signalGroup } from './signal-group.ts';

/** Characters of what a process says that are kept: the end of a stack trace. */
const KEPT_CHARACTERS = 4_000;
/** Milliseconds in which a program of this machine is started. */
const START_MS = 10_000;
/** Milliseconds in which a keeper has ended its process: it kills after 2 s. */
const STOP_MS = 5_000;

/** A process with its keeper, which ends it when this process is gone. */
export class KeptProcess {
  readonly #argv: readonly string[];
  #keeper: ChildProcess | undefined;
  #identity: ProcessIdentity | undefined;
  #output = '';
  #ended: string | null = null;

  constructor(argv: readonly string[]) {
    this.#argv = argv;
  }

  /** Of the running process, or of the last one. */
  get identity(): ProcessIdentity {
    return this.#identity ?? { pid: 0, startTicks: '' };
  }

  /** How it ended; null while it runs. */
  get ended(): string | null {
    return this.#ended;
  }

  /** The end of what it has written to both of its outputs. */
  get output(): string {
    return this.#output;
  }

  /** @throws Error with the reason */
  async start(): Promise<void> {
    const keeper = spawn(process.execPath, keeperArguments(), {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#keeper = keeper;
    this.#ended = null;
    const started = Promise.withResolvers<void>();
    const hear = (word: KeeperWord): void => {
      if (word.say === 'failed') started.reject(new Error(`cannot be started (${word.message})`));
      else if (word.say === 'ended') this.#ended = word.how;
      else {
        this.#identity = identityOf(word.pid) ?? { pid: word.pid, startTicks: '' };
        started.resolve();
      }
    };
    keeper.on('message', hear);
    keeper.once('error', ({ message }) => started.reject(new Error(message)));
    keeper.once('exit', () => {
      this.#killOrphan();
      this.#ended ??= 'its keeper ended';
      started.reject(new Error('its keeper ended'));
    });
    for (const stream of [keeper.stdout, keeper.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#keep(text));
    }
    const late = setTimeout(() => started.reject(new Error('is not started')), START_MS);
    this.#tell({ do: 'start', argv: this.#argv });
    await started.promise.finally(() => clearTimeout(late));
  }

  /** Resolves when the process, all that it started, and its keeper are gone. */
  async stop(): Promise<void> {
    const keeper = this.#keeper;
    if (!keeper || keeper.exitCode !== null || keeper.signalCode !== null) return;
    const gone = once(keeper, 'exit');
    const late = setTimeout(() => keeper.kill('SIGKILL'), STOP_MS);
    this.#tell({ do: 'stop' });
    await gone;
    clearTimeout(late);
  }

  #tell(order: KeeperOrder): void {
    // A send fails only when the keeper has just died, which its exit tells.
    this.#keeper?.send(order, () => {});
  }

  /** For a keeper that somebody has killed. */
  #killOrphan(): void {
    if (this.#identity && isAlive(this.#identity)) signalGroup(this.#identity.pid, 'SIGKILL');
  }

  #keep(text: string): void {
    this.#output = (this.#output + text).slice(-KEPT_CHARACTERS);
  }
}
