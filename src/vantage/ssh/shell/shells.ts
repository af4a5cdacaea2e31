import type { RemoteProcess, TalkingProcess } from '../connection.ts';
import { failureOf, SshFailureError } from '../failure.ts';
import { lastingShell, lineFor, remoteCommand, type Work } from '../remote-command.ts';
import type { Patience } from '../slots.ts';
import { LastingShell } from './lasting-shell.ts';

/** Shells of one connection at once; sessions must be left for ending what hangs. */
const MOST_SHELLS = 7;
/** Milliseconds that a command waits for a busy shell before another is opened: most programs take less. */
const OPEN_AFTER_MS = 20;
/** Milliseconds after which a shell that runs nothing ends; looks are mostly closer together. */
const IDLE_MS = 60_000;
/** Milliseconds for opening one, whoever waits for it. */
const OPEN_MS = 15_000;
/** Characters of a line for a shell, which reads them one by one; what is longer has a session of its own. */
const MAX_LINE_CHARACTERS = 8_192;

export interface Starter {
  start(command: string, patience: Patience): Promise<RemoteProcess>;
  talk(command: string, patience: Patience): Promise<TalkingProcess>;
}

interface Waiting {
  enter(shell: LastingShell): void;
  leave(error: Error): void;
}

/** The shells of one connection, lent to one command each. More are opened only while those at hand are slow. */
export class Shells {
  readonly #starter: Starter;
  readonly #all = new Set<LastingShell>();
  /** The one that was used last is taken first, so that those that are not needed end. */
  readonly #idle: { readonly shell: LastingShell; readonly timer: NodeJS.Timeout }[] = [];
  readonly #queue: Waiting[] = [];
  #opening = 0;
  #isClosed = false;

  constructor(starter: Starter) {
    this.#starter = starter;
  }

  /** Starts work, in a process of its own. @throws SshFailureError */
  async run(work: Work, patience: Patience): Promise<RemoteProcess> {
    if (lineFor(work, '', '').length > MAX_LINE_CHARACTERS) {
      return this.#starter.start(remoteCommand(work), patience);
    }
    const shell = await this.#take(patience);
    return shell.run(work, (isFree) => this.#giveBack(shell, isFree));
  }

  close(): void {
    this.#isClosed = true;
    for (const { timer } of this.#idle.splice(0)) clearTimeout(timer);
    for (const shell of this.#all) shell.close();
    this.#refuse(new SshFailureError({ kind: 'cancelled' }));
  }

  #take({ deadlineMs, signal }: Patience): Promise<LastingShell> {
    if (signal.aborted) return Promise.reject(new SshFailureError({ kind: 'cancelled' }));
    const idle = this.#idle.pop();
    if (idle) {
      clearTimeout(idle.timer);
      return Promise.resolve(idle.shell);
    }
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(late);
        clearTimeout(impatient);
        signal.removeEventListener('abort', abort);
        const at = this.#queue.indexOf(waiting);
        if (at >= 0) this.#queue.splice(at, 1);
      };
      const waiting: Waiting = {
        enter: (shell) => {
          end();
          resolve(shell);
        },
        leave: (error) => {
          end();
          reject(error);
        },
      };
      const abort = () => waiting.leave(new SshFailureError({ kind: 'cancelled' }));
      signal.addEventListener('abort', abort, { once: true });
      const late = setTimeout(() => waiting.leave(tooLate(deadlineMs)), Math.max(0, deadlineMs));
      this.#queue.push(waiting);
      const hasAny = this.#all.size + this.#opening > 0;
      const impatient = setTimeout(() => this.#open(), hasAny ? OPEN_AFTER_MS : 0);
    });
  }

  #open(): void {
    if (this.#isClosed || this.#opening >= this.#queue.length) return;
    if (this.#all.size + this.#opening >= MOST_SHELLS) return;
    this.#opening += 1;
    const patience = { deadlineMs: OPEN_MS, signal: new AbortController().signal };
    this.#starter.talk(lastingShell, patience).then(
      (process) => {
        this.#opening -= 1;
        this.#keep(new LastingShell(process));
      },
      (error) => {
        this.#opening -= 1;
        // Those who wait are served by the others, where there are any.
        if (this.#all.size + this.#opening === 0)
          this.#refuse(new SshFailureError(failureOf(error)));
      },
    );
  }

  #keep(shell: LastingShell): void {
    this.#all.add(shell);
    shell.ended.then(() => this.#forget(shell));
    if (this.#isClosed) shell.close();
    else this.#lend(shell);
  }

  #giveBack(shell: LastingShell, isFree: boolean): void {
    if (isFree && !this.#isClosed) this.#lend(shell);
    else this.#forget(shell);
  }

  #lend(shell: LastingShell): void {
    const next = this.#queue[0];
    if (next) next.enter(shell);
    else this.#idle.push({ shell, timer: setTimeout(() => shell.close(), IDLE_MS).unref() });
  }

  /** It ended, or is given up: others are opened for those who wait. */
  #forget(shell: LastingShell): void {
    this.#all.delete(shell);
    const at = this.#idle.findIndex((one) => one.shell === shell);
    if (at >= 0) clearTimeout(this.#idle.splice(at, 1)[0]?.timer);
    if (this.#queue.length > 0) this.#open();
  }

  #refuse(error: Error): void {
    for (const { leave } of [...this.#queue]) leave(error);
  }
}

function tooLate(deadlineMs: number): SshFailureError {
  const detail = `no shell was free within ${Math.max(0, Math.round(deadlineMs))} ms`;
  return new SshFailureError({ kind: 'timed-out', phase: 'channel', detail });
}
