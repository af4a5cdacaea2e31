import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { keepFirst } from '../bounded-output.ts';
import type { DialOptions, DialOutcome } from '../types.ts';
import { relayArguments } from './relay-entry.ts';
import type { RelayAnswer } from './relay-words.ts';

/** Bytes kept of what nsenter says when it may not enter. */
const MAX_WORDS_BYTES = 1_000;

export interface DialThere {
  readonly host: string;
  readonly port: number;
  readonly hosts: string;
  readonly resolvConf: string;
}

/** A process of ours in the network of a container, which connects there and hands the sockets over. */
export class NamespaceRelay {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (outcome: DialOutcome) => void>();
  readonly #words: { text(): string };
  /** Whether it could enter; false, with its reason, where not, or once it has ended. */
  readonly entered: Promise<{ readonly ok: true } | { readonly ok: false; readonly why: string }>;
  #over = false;
  #lastId = 0;

  /** @param pid a process of the container, in the numbers of this machine */
  constructor(pid: number) {
    const argv = [`--net=/proc/${pid}/ns/net`, process.execPath, ...relayArguments()];
    this.#child = spawn('nsenter', argv, {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    });
    this.#words = keepFirst(this.#child.stderr as Readable, MAX_WORDS_BYTES);
    this.entered = new Promise((resolve) => {
      const end = (error?: Error) => {
        const why = this.#words.text().trim() || error?.message || 'the relay ended';
        resolve({ ok: false, why });
        this.#end(why);
      };
      this.#child.once('error', end);
      this.#child.once('close', () => end());
      this.#child.on('message', (answer: RelayAnswer, handle: unknown) => {
        if (answer.kind === 'ready') resolve({ ok: true });
        else this.#settle(answer, handle);
      });
    });
    // It holds no session open.
    this.#child.unref();
    this.#child.channel?.unref();
    (this.#child.stderr as Socket | null)?.unref?.();
  }

  get isOver(): boolean {
    return this.#over;
  }

  dial(to: DialThere, { deadlineMs, signal }: DialOptions): Promise<DialOutcome> {
    if (this.#over) return Promise.resolve({ kind: 'lost', message: 'the relay has ended' });
    if (signal.aborted) return Promise.resolve({ kind: 'aborted' });
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      const done = (outcome: DialOutcome) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        this.#waiting.delete(id);
        resolve(outcome);
      };
      const giveUp = (outcome: DialOutcome) => {
        if (this.#child.connected) this.#child.send({ cancel: id }, () => {});
        done(outcome);
      };
      const abort = () => giveUp({ kind: 'aborted' });
      const timer = setTimeout(() => giveUp({ kind: 'timed-out' }), deadlineMs);
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.set(id, done);
      this.#child.send({ id, deadlineMs, ...to }, (error) => {
        if (error) done({ kind: 'lost', message: error.message });
      });
    });
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }

  #settle(answer: Exclude<RelayAnswer, { kind: 'ready' }>, handle: unknown): void {
    const waiting = this.#waiting.get(answer.id);
    if (answer.kind === 'failed') {
      const { code, message } = answer;
      waiting?.(code === 'ABORT_ERR' ? { kind: 'timed-out' } : { kind: 'failed', code, message });
    } else if (handle instanceof Socket) {
      handle.on('error', () => {});
      if (waiting) waiting({ kind: 'connected', stream: handle });
      else handle.destroy();
    } else {
      // It was reset on its way here.
      waiting?.({
        kind: 'failed',
        code: 'ECONNRESET',
        message: 'reset as soon as it was connected',
      });
    }
  }

  #end(why: string): void {
    this.#over = true;
    for (const done of [...this.#waiting.values()]) done({ kind: 'lost', message: why });
  }
}
