import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { entryArguments } from '../entry.ts';
import { type Layout, paths, type ServiceName } from '../layout.ts';
import type { ServiceOrder, ServiceWord } from '../protocol.ts';

/** Milliseconds in which a service is up, or does what it is told, on a busy machine. */
const PATIENCE_MS = 30_000;

/** Characters of a failed service's log that are told. */
const LOG_TAIL_CHARACTERS = 1_000;

/** One service in a process of its own, which can be started again in the same place. */
export class ServiceProcess {
  readonly name: ServiceName;
  readonly #layout: Layout;
  #child: ChildProcess | undefined;
  #orders = 0;

  constructor(name: ServiceName, layout: Layout) {
    this.name = name;
    this.#layout = layout;
  }

  get isAlive(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && !this.#child.signalCode;
  }

  /** Of the running process, or of the last one. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Resolves when it serves. @throws Error with the end of its log */
  async start(): Promise<void> {
    const log = openSync(paths.log(this.#layout, this.name), 'a');
    const child = spawn(process.execPath, [...entryArguments('sandbox-service'), this.name], {
      cwd: this.#layout.directory,
      // Nothing of the user's environment: no NODE_OPTIONS, no keys.
      env: { PATH: process.env.PATH ?? '' },
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.#child = child;
    // Written at once: whoever cleans up must find every process.
    writeFileSync(paths.pidFile(this.#layout, this.name), `${child.pid}\n`);
    this.#send({ do: 'start', layout: this.#layout });
    const word = await this.#hear((heard) => heard.say === 'ready' || heard.say === 'failed');
    if (word.say === 'failed') throw this.#failure(word.message);
  }

  /** Replaces everything that the service does wrong. Resolves when in force. */
  async set(switches: Readonly<Record<string, unknown>>): Promise<void> {
    this.#orders += 1;
    const id = this.#orders;
    this.#send({ do: 'set', id, switches });
    const word = await this.#hear((heard) => heard.say === 'done' && heard.id === id);
    if (word.say === 'done' && word.error !== undefined) throw this.#failure(word.error);
  }

  stop(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Resolves when the process is gone; a stopped one goes too. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || !this.isAlive) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  #send(order: ServiceOrder): void {
    // A send can fail when the process has just died; its exit is noticed by whoever waits.
    this.#child?.send(order, () => {});
  }

  #hear(wanted: (word: ServiceWord) => boolean): Promise<ServiceWord> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(patience);
        child?.off('message', hear);
        child?.off('exit', died);
      };
      const hear = (word: ServiceWord): void => {
        if (!wanted(word)) return;
        end();
        resolve(word);
      };
      const died = (): void => {
        end();
        reject(this.#failure('it ended'));
      };
      const patience = setTimeout(() => {
        end();
        reject(this.#failure(`it did not answer within ${PATIENCE_MS} ms`));
      }, PATIENCE_MS);
      child?.on('message', hear);
      child?.once('exit', died);
    });
  }

  #failure(why: string): Error {
    const log = readFileSync(paths.log(this.#layout, this.name), 'utf8');
    const tail = log.slice(-LOG_TAIL_CHARACTERS).trim();
    return new Error(`${this.name}: ${why}${tail === '' ? '' : `\n${tail}`}`);
  }
}
