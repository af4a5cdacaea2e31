import { connect, isIP } from 'node:net';
import { dialLocal } from '../local-dial.ts';
import { readStart } from '../read-start.ts';
import {
  type DialOptions,
  type DialOutcome,
  type ExecOptions,
  type ExecResult,
  type Vantage,
  VantageLostError,
} from '../types.ts';
import { Engine } from './engine.ts';
import { execInContainer } from './exec.ts';
import { dialByProgram } from './exec-relay.ts';
import { localSocket } from './local-socket.ts';
import { NamespaceRelay } from './namespace-relay.ts';
import { isProcessHere } from './own-process.ts';
import { fileError, readArchived } from './read-file.ts';
import { type RelayProgram, relays } from './relays.ts';
import { rootedPath } from './rooted-path.ts';
import { findSubject, type Subject } from './subject.ts';

/** Milliseconds for a file; the interface has no deadline for it. */
const READ_MS = 10_000;
/** Share of the time of a dial for the questions to Docker that come before it. */
const PREPARING_SHARE = 0.4;
/** Bytes of /etc/hosts and /etc/resolv.conf that are read. */
const SETTINGS_BYTES = 65_536;
/** What Docker's archives do not hold: file systems of the kernel. */
const KERNEL_PATH = /^\/(?:proc|sys|dev)(?:\/|$)/;

export interface DockerVantageOptions {
  /** The vantage's name in the chain; `docker:container` where it has none. */
  readonly name?: string;
  /** Socket of the daemon; else that of DOCKER_HOST, Docker's or Podman's. */
  readonly socket?: string;
  /** Connect by programs of the container only, as one who may not enter its network has to. */
  readonly stayOutside?: boolean;
}

/**
 * In a container, read-only and with nothing installed there. Programs and files come through
 * Docker's API. Connections are made by a process of ours in the network of the container, where this
 * user may enter it, and else by a program that the container has.
 */
export class DockerVantage implements Vantage {
  readonly name: string;
  readonly #container: string;
  readonly #options: DockerVantageOptions;
  #relay: { readonly pid: number; readonly relay: NamespaceRelay } | undefined;
  /** The program that connected last, and in which container: it is tried first. */
  #program: { readonly id: string; readonly program: RelayProgram } | undefined;
  readonly #closing = new AbortController();

  constructor(container: string, options: DockerVantageOptions = {}) {
    this.name = options.name ?? `docker:${container}`;
    this.#container = container;
    this.#options = options;
  }

  async exec(argv: readonly [string, ...string[]], options: ExecOptions): Promise<ExecResult> {
    if (this.#socket === null) return { kind: 'lost', message: noLocalDaemon };
    return execInContainer(this.#open, this.#container, argv, options);
  }

  async readFile(path: string, maxBytes: number): Promise<Buffer> {
    const engine = await this.#openOrThrow(this.#closing.signal);
    try {
      const found = await findSubject(engine, this.#container, READ_MS);
      if (found.kind !== 'runs') throw new VantageLostError(messageOf(found));
      const isInMemory = found.subject.inMemory.some((at) => `${path}/`.startsWith(`${at}/`));
      if (KERNEL_PATH.test(path) || isInMemory) return await this.#readByProgram(path, maxBytes);
      return await readArchived(engine, this.#container, path, maxBytes, READ_MS);
    } finally {
      engine.close();
    }
  }

  async dial(host: string, port: number, options: DialOptions): Promise<DialOutcome> {
    if (host.startsWith('-')) return noSuchHost(host);
    const startedAt = performance.now();
    return this.#within(options, async (subject, left) => {
      const entered = await this.#enter(subject);
      if (entered.relay) {
        const isName = isIP(host) === 0;
        const [hosts, resolvConf] = isName ? await settingsOf(subject) : ['', ''];
        const preparedMs = performance.now() - startedAt;
        const outcome = await entered.relay.dial({ host, port, hosts, resolvConf }, left());
        return outcome.kind === 'connected' ? { ...outcome, preparedMs } : outcome;
      }
      const dials = (program: RelayProgram) => program.argv(host, port);
      return this.#byPrograms(subject, dials, left, entered.why);
    });
  }

  async forward(path: string, options: DialOptions): Promise<DialOutcome> {
    return this.#within(options, async (subject, left) => {
      const rooted = (await this.#isOurs(subject)) ? await rootedPath(subject.pid, path) : null;
      if (rooted !== null) {
        const outcome = await dialLocal({ path: rooted }, left());
        // EACCES may be the way to it as well, which is ours alone.
        if (outcome.kind !== 'failed' || outcome.code !== 'EACCES') return outcome;
      }
      const dials = (program: RelayProgram) => program.unix(path);
      return this.#byPrograms(subject, dials, left, 'its files cannot be reached from outside');
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#relay?.relay.close();
    this.#relay = undefined;
  }

  get #socket(): string | null {
    return localSocket(this.#options.socket);
  }

  /** Answers are bounded where they are read: a program's output is longer than any answer. */
  readonly #open = (signal: AbortSignal): Promise<Engine> => {
    const path = this.#socket ?? '';
    return Engine.over(() => connect({ path }), signal, Number.POSITIVE_INFINITY);
  };

  #openOrThrow(signal: AbortSignal): Promise<Engine> {
    if (this.#socket === null) throw new VantageLostError(noLocalDaemon);
    return this.#open(signal);
  }

  /** Finds the container, and gives what is left of the time to `work`. */
  async #within(
    { deadlineMs, signal }: DialOptions,
    work: (subject: Subject, left: () => DialOptions) => Promise<DialOutcome>,
  ): Promise<DialOutcome> {
    if (this.#socket === null) return { kind: 'lost', message: noLocalDaemon };
    if (signal.aborted) return { kind: 'aborted' };
    const startedAt = performance.now();
    const left = () => ({
      signal,
      deadlineMs: Math.max(1, deadlineMs - (performance.now() - startedAt)),
    });
    const engine = await this.#open(signal);
    try {
      const found = await findSubject(engine, this.#container, deadlineMs * PREPARING_SHARE);
      return found.kind === 'runs' ? await work(found.subject, left) : found;
    } catch (error) {
      if (error instanceof VantageLostError) return { kind: 'lost', message: error.message };
      throw error;
    } finally {
      engine.close();
    }
  }

  async #isOurs({ pid, id }: Subject): Promise<boolean> {
    return this.#options.stayOutside !== true && (await isProcessHere(pid, id));
  }

  /** A relay in the network of the container; it is new with each start of the container. */
  async #enter(
    subject: Subject,
  ): Promise<{ readonly relay?: NamespaceRelay; readonly why: string }> {
    if (!(await this.#isOurs(subject))) return { why: 'its network cannot be entered from here' };
    if (this.#relay?.pid !== subject.pid || this.#relay.relay.isOver) {
      this.#relay?.relay.close();
      this.#relay = { pid: subject.pid, relay: new NamespaceRelay(subject.pid) };
    }
    const { relay } = this.#relay;
    const entered = await relay.entered;
    return entered.ok ? { relay, why: '' } : { why: entered.why };
  }

  async #byPrograms(
    { id }: Subject,
    argvOf: (program: RelayProgram) => readonly string[] | null,
    left: () => DialOptions,
    why: string,
  ): Promise<DialOutcome> {
    const known = this.#program?.id === id ? [this.#program.program] : [];
    const startedAt = performance.now();
    for (const program of new Set([...known, ...relays])) {
      const argv = argvOf(program);
      if (!argv) continue;
      const beforeMs = performance.now() - startedAt;
      const outcome = await dialByProgram(this.#open, this.#container, argv, left());
      if (outcome.kind === 'unusable') continue;
      if (outcome.kind !== 'lost') this.#program = { id, program };
      if (outcome.kind === 'connected') {
        return { ...outcome, preparedMs: beforeMs + (outcome.preparedMs ?? 0) };
      }
      return outcome;
    }
    const names = relays.map(({ name }) => name).join(', ');
    const message = `no connection can begin in ${this.#container}: it has none of ${names}, and ${why}. Run weaklink as root on its machine, or look from another container of the same network`;
    return { kind: 'lost', message };
  }

  async #readByProgram(path: string, maxBytes: number): Promise<Buffer> {
    const argv = ['head', '-c', String(maxBytes), path] as const;
    const { signal } = this.#closing;
    const result = await this.exec(argv, { deadlineMs: READ_MS, signal, maxBytes });
    if (result.kind === 'lost') throw new VantageLostError(result.message);
    if (result.kind === 'not-started') {
      throw fileError('ENOTSUP', 'needs the program head in the container', path);
    }
    if (result.kind !== 'ended') throw fileError('ETIMEDOUT', 'did not end in time', path);
    if (result.exitCode === 0) return Buffer.from(result.stdout, 'utf8');
    const code = /permission denied/i.test(result.stderr) ? 'EACCES' : 'ENOENT';
    throw fileError(code, result.stderr.trim(), path);
  }
}

/**
 * What its programs go by to resolve names, mounted over or not. Read from outside, for who may enter
 * its network; nothing of it is shown.
 */
function settingsOf({ pid }: Subject): Promise<[string, string]> {
  const read = async (path: string) => {
    const rooted = await rootedPath(pid, path);
    if (rooted === null) return '';
    return readStart(rooted, SETTINGS_BYTES).then(
      (bytes) => bytes.toString('utf8'),
      () => '',
    );
  };
  return Promise.all([read('/etc/hosts'), read('/etc/resolv.conf')]);
}

const noLocalDaemon = 'DOCKER_HOST is no local socket';

function messageOf(found: { readonly kind: string; readonly message?: string }): string {
  return found.message ?? 'cancelled';
}

function noSuchHost(host: string): DialOutcome {
  return { kind: 'failed', code: 'ENOTFOUND', message: `${host} is no name of a host` };
}

/** Stands in a container of the daemon of this machine. */
export function dockerVantage(
  container: string,
  options: DockerVantageOptions = {},
): Vantage & { close(): Promise<void> } {
  return new DockerVantage(container, options);
}
