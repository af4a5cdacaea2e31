import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { entryArguments } from './entry.ts';
import type { Layout } from './layout.ts';
import type { SupervisorOrder, SupervisorWord } from './protocol.ts';
import { sweep } from './sweep.ts';

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}

type Order =
  | { readonly do: 'inject'; readonly name: string; readonly ttlMs?: number }
  | { readonly do: 'clear'; readonly name?: string };

/** The console's end of its line to the supervisor, and the console's duty if the supervisor dies. */
export class SupervisorLine {
  readonly #child: ChildProcess;
  readonly #layout = Promise.withResolvers<Layout>();
  readonly #waiting = new Map<number, Waiting>();
  #orders = 0;
  #directory: string | undefined;
  #stopped: Promise<void> | undefined;

  constructor() {
    this.#child = spawn(process.execPath, [...entryArguments('sandbox-supervisor')], {
      // A session of its own: what kills the console's terminal or group does not reach it.
      detached: true,
      env: { PATH: process.env.PATH ?? '', TMPDIR: process.env.TMPDIR ?? '/tmp' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child.on('message', (word: SupervisorWord) => this.#hear(word));
    this.#child.once('error', (error) =>
      this.#fail(`its supervisor cannot start: ${error.message}`),
    );
    this.#child.once('exit', () => this.#ended());
    // Whoever asks hears of it; nobody may be asking yet.
    this.#layout.promise.catch(() => {});
  }

  /** Resolves when every link is well. @throws WeaklinkError E_SANDBOX */
  ready(): Promise<Layout> {
    return this.#layout.promise;
  }

  /** Resolves when it is done and verified. @throws WeaklinkError E_SANDBOX */
  order(order: Order): Promise<void> {
    if (!this.#child.connected) return Promise.reject(failure('it has ended'));
    this.#orders += 1;
    const id = this.#orders;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.set(id, { resolve, reject });
    this.#send({ ...order, id });
    return promise;
  }

  /** Resolves when no process and no file is left. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#send({ do: 'stop' });
    await exited;
  }

  #send(order: SupervisorOrder): void {
    // A send fails only when the supervisor has just died, which its exit tells.
    this.#child.send(order, () => {});
  }

  #hear(word: SupervisorWord): void {
    if (word.say === 'placed') this.#directory = word.directory;
    else if (word.say === 'ready') this.#layout.resolve(word.layout);
    else if (word.say === 'failed') this.#fail(word.message);
    else {
      const waiting = this.#waiting.get(word.id);
      this.#waiting.delete(word.id);
      if (word.error === undefined) waiting?.resolve();
      else waiting?.reject(failure(word.error));
    }
  }

  #ended(): void {
    // After an orderly end there is nothing to sweep; after a SIGKILL there is everything.
    if (this.#directory !== undefined) sweep(this.#directory);
    this.#fail('it has ended');
  }

  #fail(why: string): void {
    const error = failure(why);
    this.#layout.reject(error);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function failure(why: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_SANDBOX',
    message: `the sandbox failed: ${why}`,
    hint: 'It needs about 400 MB of memory, free ports on 127.0.0.1 and a writable temporary directory.',
    exitCode: ExitCode.CouldNotLook,
  });
}
