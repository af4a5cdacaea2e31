import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Duplex, PassThrough, type Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { JoinedStream } from '../../joined-stream.ts';
import {
  type Hello,
  type RemoteEnd,
  type RemoteProcess,
  type SshConnection,
  type TalkingProcess,
  TargetError,
} from '../connection.ts';
import { type SshFailure, SshFailureError } from '../failure.ts';
import { Shells } from '../shell/shells.ts';
import { type Patience, Slots } from '../slots.ts';
import { withinTime } from '../ssh2/tcp.ts';
import { codeInWords } from '../strerror.ts';
import { borrowerArguments, forwardTarget } from './arguments.ts';
import { Refusals } from './refusals.ts';

/** Sessions and forwarded connections at once: each is a process here. */
const MOST_SESSIONS = 8;
const MOST_FORWARDS = 32;
const QUEUE_LENGTH = 256;
/** Times that a session is asked for again after the server refused one and the limit was lowered. */
const MOST_TRIES = 8;
const AGAIN_MS = 10;
/** Bytes kept of what a borrowing client itself complains about. */
const COMPLAINT_BYTES = 16_384;
/** Milliseconds between the end of a client and the news that the master ended too. */
const NEWS_MS = 150;
/** What ssh ends with when it failed itself. */
const SSH_FAILED = 255;

interface Parts {
  readonly program: string;
  readonly directory: string;
  readonly controlPath: string;
  readonly hello: Hello;
  readonly master: {
    readonly stderr: Readable;
    readonly ended: Promise<unknown>;
    readonly end: () => void;
  };
}

/** One login of the system's client, lent to a short-lived client for each command. */
export class OpensshConnection implements SshConnection {
  readonly hello: Hello;
  readonly gone: Promise<SshFailure>;
  readonly shells = new Shells(this);
  readonly #parts: Parts;
  readonly #sessions = new Slots(MOST_SESSIONS, QUEUE_LENGTH);
  readonly #forwards = new Slots(MOST_FORWARDS, QUEUE_LENGTH);
  #lost: SshFailure | undefined;
  readonly #refusals: Refusals;
  #sockets = 0;

  constructor(parts: Parts) {
    this.hello = parts.hello;
    this.#parts = parts;
    this.#refusals = new Refusals(parts.master.stderr);
    this.gone = parts.master.ended.then(() => {
      this.#lost = { kind: 'connection-lost', detail: 'the ssh client that holds it ended' };
      this.#sessions.end(new SshFailureError(this.#lost));
      this.#forwards.end(new SshFailureError(this.#lost));
      parts.master.end();
      return this.#lost;
    });
  }

  get busy(): number {
    return this.#sessions.taken + this.#forwards.taken;
  }

  async start(command: string, patience: Patience): Promise<RemoteProcess> {
    const process = await this.talk(command, patience);
    process.stdin.end();
    return process;
  }

  async talk(command: string, patience: Patience): Promise<TalkingProcess> {
    const endMs = performance.now() + patience.deadlineMs;
    for (let tries = 1; ; tries += 1) {
      const left = { ...patience, deadlineMs: endMs - performance.now() };
      await this.#sessions.take(left);
      const process = await this.#begin(command, left);
      if (process) return process;
      const others = this.#sessions.taken;
      if (tries >= MOST_TRIES) {
        throw new SshFailureError({ kind: 'channel-refused', detail: this.#refusals.last });
      }
      if (others > 0) this.#sessions.lower(others);
      await pause(AGAIN_MS * tries);
    }
  }

  async dial(host: string, port: number, patience: Patience): Promise<Duplex> {
    await this.#forwards.take(patience);
    const refusalsBefore = this.#refusals.count;
    const client = await this.#client(['-v', '-W', forwardTarget(host, port)]);
    client.ended.then(() => this.#forwards.give());
    // The client says in its diagnostics when the other end is connected.
    const opened = new Promise<void>((resolve) => {
      let said = '';
      client.stderr.on('data', (chunk: Buffer) => {
        said = `${said}${chunk}`.slice(-COMPLAINT_BYTES);
        if (said.includes('master session id')) resolve();
      });
    });
    const connected = Promise.race([opened.then(() => true), client.ended.then(() => false)]).then(
      async (isOpen) => {
        if (isOpen) return;
        throw this.#errorOf(await this.#refusals.reasonFor(host, port, refusalsBefore));
      },
    );
    try {
      await withinTime(connected, 'channel', patience);
    } catch (error) {
      client.kill();
      throw error;
    }
    const stream = new JoinedStream(client.stdout, client.stdin);
    stream.on('error', () => {});
    stream.once('close', () => client.kill());
    return stream;
  }

  async forward(socketPath: string, patience: Patience): Promise<Duplex> {
    await this.#forwards.take(patience);
    this.#sockets += 1;
    const local = join(this.#parts.directory, `s${this.#sockets}`);
    const rule = ['-L', `${local}:${socketPath}`];
    await this.#tellMaster('forward', rule);
    const socket = connect({ path: local });
    const opened = once(socket, 'connect');
    socket.once('close', () => {
      this.#forwards.give();
      this.#tellMaster('cancel', rule).catch(() => {});
    });
    try {
      await withinTime(opened, 'channel', patience);
      // It ends at once where the server refuses, which comes before the answer to what is asked next.
      const process = await this.start('true', patience);
      process.stdout.resume();
      process.stderr.resume();
      await process.ended;
      if (socket.destroyed || socket.readableEnded) throw this.#errorOf(this.#refusals.last);
    } catch (error) {
      socket.on('error', () => {});
      socket.destroy();
      if (this.#lost || error instanceof SshFailureError || error instanceof TargetError)
        throw error;
      throw this.#errorOf(this.#refusals.last);
    }
    return socket;
  }

  close(): void {
    this.shells.close();
    this.#parts.master.end();
  }

  /** Undefined where the server refused the session. The slot is given back in any case. */
  async #begin(command: string, patience: Patience): Promise<TalkingProcess | undefined> {
    const client = await this.#client([], [command]);
    client.ended.then(() => this.#sessions.give());
    const begun = Promise.race([once(client.stdout, 'readable'), client.ended]);
    try {
      await withinTime(begun, 'channel', patience);
    } catch (error) {
      client.kill();
      throw error;
    }
    if (client.stdout.readableLength > 0) return this.#process(client);
    // It ended without a word: the client itself says why, or the command had none.
    client.stdout.resume();
    await client.ended;
    const complaint = (client.stderr.read() ?? '') as Buffer | string;
    if (/Session open refused by peer/.test(String(complaint))) return undefined;
    client.stderr.unshift(complaint);
    return this.#process(client);
  }

  #process(client: Client): TalkingProcess {
    const ended = client.ended.then(async (exitCode): Promise<RemoteEnd> => {
      if (exitCode === SSH_FAILED) await Promise.race([this.gone, pause(NEWS_MS)]);
      return this.#lost
        ? { kind: 'lost', failure: this.#lost }
        : { kind: 'ended', exitCode, signal: null };
    });
    return {
      stdin: client.stdin,
      stdout: client.stdout,
      stderr: client.stderr,
      ended,
      // A borrowing client hands no signals on; what is late is killed by a command of its own.
      signal: () => false,
      close: () => client.kill(),
    };
  }

  async #tellMaster(what: 'forward' | 'cancel', rule: readonly string[]): Promise<void> {
    const client = await this.#client(['-O', what, ...rule]);
    client.stdout.resume();
    client.stderr.resume();
    await client.ended;
  }

  #errorOf(reason: string): Error {
    if (this.#lost) return new SshFailureError(this.#lost);
    const detail = reason.replace(/^open failed: (?:connect failed: )?/, '');
    if (/administratively prohibited/.test(detail)) {
      return new SshFailureError({ kind: 'prohibited', detail });
    }
    return new TargetError(codeInWords(detail) ?? 'UNKNOWN', detail || 'open failed');
  }

  async #client(more: readonly string[], command: readonly string[] = []): Promise<Client> {
    if (this.#lost) throw new SshFailureError(this.#lost);
    const { execa } = await import('execa');
    const { program, controlPath } = this.#parts;
    const child = execa(program, borrowerArguments(controlPath, more, command), {
      env: { LC_ALL: 'C' },
      stdin: 'pipe',
      buffer: false,
      reject: false,
      forceKillAfterDelay: false,
    });
    const { nodeChildProcess: process, stdin, stdout } = child;
    if (child.pid === undefined) {
      const detail = (await child).originalMessage ?? 'ssh could not be started';
      throw new SshFailureError({ kind: 'no-resource', detail });
    }
    stdin.on('error', () => {});
    // Read whole and at once, so that who listens later has all of it.
    const stderr = child.stderr.pipe(new PassThrough({ highWaterMark: COMPLAINT_BYTES }));
    const ended = new Promise<number | null>((resolve) => {
      process.once('close', (exitCode) => resolve(exitCode));
    });
    const kill = () => {
      child.kill('SIGKILL');
      // What nobody reads any more would keep its pipes open.
      stdout.resume();
      stderr.resume();
    };
    return { stdin, stdout, stderr, ended, kill };
  }
}

interface Client {
  readonly stdin: import('node:stream').Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly ended: Promise<number | null>;
  kill(): void;
}
