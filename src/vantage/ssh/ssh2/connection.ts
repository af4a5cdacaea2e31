import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client, ClientChannel } from 'ssh2';
import type {
  Hello,
  RemoteEnd,
  RemoteProcess,
  SshConnection,
  TalkingProcess,
} from '../connection.ts';
import { type SshFailure, SshFailureError } from '../failure.ts';
import { Shells } from '../shell/shells.ts';
import { type Patience, Slots } from '../slots.ts';
import { channelFailure, targetError } from './channel-failure.ts';
import type { OpenClient } from './open-client.ts';
import { withinTime } from './tcp.ts';

/** Sessions at once: OpenSSH's own limit is 10, and others may use the same login. */
const MOST_SESSIONS = 8;
/** Forwarded connections at once; these the server does not count as sessions. */
const MOST_FORWARDS = 64;
/** Looks that may wait for a session: a host has some tens of looks. */
const QUEUE_LENGTH = 256;
/** Milliseconds after its end in which the server may still count a session … */
const CLOSING_MS = 1_000;
/** … and after which it is asked again, longer each time. */
const AGAIN_MS = 10;
/** Times that a session is asked for again after the server refused one and the limit was lowered. */
const MOST_TRIES = 8;

/** One login through ssh2. */
export class Ssh2Connection implements SshConnection {
  readonly hello: Hello;
  readonly gone: Promise<SshFailure>;
  readonly shells: Shells;
  readonly #client: Client;
  readonly #sessions = new Slots(MOST_SESSIONS, QUEUE_LENGTH);
  readonly #forwards = new Slots(MOST_FORWARDS, QUEUE_LENGTH);
  #lost: SshFailure | undefined;
  #endedAtMs = Number.NEGATIVE_INFINITY;

  constructor({ client, hello }: OpenClient, onClose: () => void = () => {}) {
    this.#client = client;
    this.hello = hello;
    this.shells = new Shells(this);
    this.gone = new Promise((resolve) => {
      const end = (detail: string) => {
        if (this.#lost) return;
        const failure = { kind: 'connection-lost', detail } as const;
        this.#lost = failure;
        this.#sessions.end(new SshFailureError(failure));
        this.#forwards.end(new SshFailureError(failure));
        onClose();
        resolve(failure);
      };
      client.once('error', (error) => end(error.message));
      client.once('close', () => end('the server closed the connection'));
    });
  }

  get busy(): number {
    return this.#sessions.taken + this.#forwards.taken;
  }

  /** Sessions that the server is thought to allow at once. */
  get mostSessions(): number {
    return this.#sessions.most;
  }

  async start(command: string, patience: Patience): Promise<RemoteProcess> {
    const process = await this.talk(command, patience);
    // Nothing is ever written to it: who reads its input shall not wait.
    process.stdin.end();
    return process;
  }

  async talk(command: string, patience: Patience): Promise<TalkingProcess> {
    let process: TalkingProcess | undefined;
    await this.#session<ClientChannel>(patience, (client, done) =>
      client.exec(command, (error, channel) => {
        // Its end may stand in the same packet as its beginning: whoever listens later misses it.
        if (channel) process = remoteProcess(channel, () => this.#lost);
        done(error, channel);
      }),
    );
    if (!process) throw new Error('a session that is open has a process');
    return process;
  }

  async dial(host: string, port: number, patience: Patience): Promise<Duplex> {
    // The address that it comes from is for the server's log.
    return this.#forward(patience, (done) =>
      this.#client.forwardOut('127.0.0.1', 0, host, port, done),
    );
  }

  async forward(socketPath: string, patience: Patience): Promise<Duplex> {
    return this.#forward(patience, (done) =>
      this.#client.openssh_forwardOutStreamLocal(socketPath, done),
    );
  }

  close(): void {
    this.shells.close();
    this.#client.end();
    this.#client.destroy();
  }

  /** Opens a session within the limit; a refusal lowers the limit, where other sessions are open. */
  async #session<Channel extends AnyChannel>(
    patience: Patience,
    open: (client: Client, done: Opened<Channel>) => void,
  ): Promise<Channel> {
    const endMs = performance.now() + patience.deadlineMs;
    for (let tries = 1; ; tries += 1) {
      const left = { ...patience, deadlineMs: endMs - performance.now() };
      await this.#sessions.take(left);
      try {
        return await this.#open<Channel>(left, (done) => open(this.#client, done), this.#sessions);
      } catch (error) {
        const others = this.#sessions.taken - 1;
        this.#sessions.give();
        const wasRefused =
          error instanceof SshFailureError && error.failure.kind === 'channel-refused';
        const isClosing = performance.now() - this.#endedAtMs < CLOSING_MS;
        if (!wasRefused || tries >= MOST_TRIES || (others < 1 && !isClosing)) throw error;
        this.#sessions.lower(others);
        if (isClosing)
          await pause(AGAIN_MS * tries, undefined, { signal: patience.signal }).catch(() => {});
      }
    }
  }

  async #forward(
    patience: Patience,
    open: (done: Opened<ClientChannel>) => void,
  ): Promise<ClientChannel> {
    await this.#forwards.take(patience);
    try {
      return await this.#open<ClientChannel>(patience, open, this.#forwards, targetError);
    } catch (error) {
      this.#forwards.give();
      throw error;
    }
  }

  /** Opens a channel, whose slot is given back with its end; one that comes too late is closed. */
  #open<Channel extends AnyChannel>(
    patience: Patience,
    open: (done: Opened<Channel>) => void,
    slots: Slots,
    meaning: (error: Error) => Error = channelFailure,
  ): Promise<Channel> {
    if (this.#lost) return Promise.reject(new SshFailureError(this.#lost));
    let wanted = true;
    const opened = new Promise<Channel>((resolve, reject) => {
      const done: Opened<Channel> = (error, channel) => {
        if (error) reject(this.#lost ? new SshFailureError(this.#lost) : meaning(error));
        else if (wanted) {
          channel.once('close', () => {
            this.#endedAtMs = performance.now();
            slots.give();
          });
          resolve(channel);
        } else channel.end();
      };
      try {
        open(done);
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        reject(new SshFailureError(this.#lost ?? { kind: 'connection-lost', detail }));
      }
    });
    return withinTime(opened, 'channel', patience).catch((error) => {
      wanted = false;
      throw error;
    });
  }
}

/** A session or a forwarded connection. */
interface AnyChannel {
  once(event: 'close', listener: () => void): unknown;
  end(): unknown;
}

type Opened<Channel> = (error: Error | undefined, channel: Channel) => void;

function remoteProcess(
  channel: ClientChannel,
  whyLost: () => SshFailure | undefined,
): TalkingProcess {
  const ended = new Promise<RemoteEnd>((resolve) => {
    let end: RemoteEnd | undefined;
    channel.once('exit', (code: number | null, signal?: string) => {
      end = { kind: 'ended', exitCode: code, signal: signal ?? null };
    });
    channel.once('close', () => {
      const failure = whyLost();
      if (end) resolve(end);
      else if (failure) resolve({ kind: 'lost', failure });
      else resolve({ kind: 'ended', exitCode: null, signal: null });
    });
    channel.once('error', () => {});
  });
  return {
    stdin: channel,
    stdout: channel,
    stderr: channel.stderr,
    ended,
    signal: (name) => {
      channel.signal(name);
      return true;
    },
    close: () => {
      channel.close();
      channel.resume();
      channel.stderr.resume();
    },
  };
}
