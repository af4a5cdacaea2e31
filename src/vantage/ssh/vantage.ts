import type { DialOptions, DialOutcome, ExecOptions, ExecResult, Vantage } from '../types.ts';
import { VantageLostError } from '../types.ts';
import type { SshAddress } from './address.ts';
import { type SshConnection, TargetError } from './connection.ts';
import { oneLine } from './describe-failure.ts';
import type { SshEnvironment } from './environment.ts';
import { failureOf, type SshFailure, SshFailureError } from './failure.ts';
import type { SshPool } from './pool.ts';
import { remoteExec } from './remote-exec.ts';
import { RemoteFiles } from './remote-file.ts';
import { findRoute, type Route } from './route.ts';
import type { Patience } from './slots.ts';
import { whyNoSocket } from './why-no-socket.ts';

/** Milliseconds for reading a file: who reads has no deadline of its own to give. */
const READ_MS = 3_000;

export interface SshVantageOptions {
  /** What observations call it. */
  readonly name: string;
  readonly address: SshAddress;
  /** Instead of the hosts on the way that the user's configuration names. */
  readonly jumps?: readonly SshAddress[] | undefined;
  readonly environment: SshEnvironment;
  /** Shared by all vantages of a session; who made it closes it. */
  readonly pool: SshPool;
}

/** A host behind SSH. It connects with the first look, and anew after a loss. */
export class SshVantage implements Vantage {
  readonly name: string;
  readonly #options: SshVantageOptions;
  readonly #files: RemoteFiles;
  #route: Promise<Route> | undefined;

  constructor(options: SshVantageOptions) {
    this.name = options.name;
    this.#options = options;
    this.#files = new RemoteFiles((patience) => this.connect(patience), READ_MS);
  }

  async exec(argv: readonly [string, ...string[]], options: ExecOptions): Promise<ExecResult> {
    const startMs = performance.now();
    let connection: SshConnection;
    try {
      connection = await this.connect(options);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'cancelled') return { kind: 'aborted' };
      return { kind: 'lost', message: oneLine(failure) };
    }
    const deadlineMs = options.deadlineMs - (performance.now() - startMs);
    const result = await remoteExec(connection, argv, { ...options, deadlineMs });
    if (result.kind === 'lost') return { kind: 'lost', message: oneLine(result.failure) };
    if (!('stdout' in result)) return result;
    const { stdout, stderr } = result;
    return { ...result, stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8') };
  }

  async readFile(path: string, maxBytes: number): Promise<Buffer> {
    try {
      return await this.#files.read(path, maxBytes);
    } catch (error) {
      if (!(error instanceof SshFailureError)) throw error;
      throw new VantageLostError(oneLine(error.failure));
    }
  }

  dial(host: string, port: number, options: DialOptions): Promise<DialOutcome> {
    return this.#dialled(options, (connection, left) => connection.dial(host, port, left));
  }

  forward(socketPath: string, options: DialOptions): Promise<DialOutcome> {
    return this.#dialled(options, async (connection, left) => {
      try {
        return await connection.forward(socketPath, left);
      } catch (error) {
        // A server does not say why it could not connect to a socket.
        throw await whyNoSocket(error, connection, socketPath, left);
      }
    });
  }

  /** The shared connection; made where there is none. @throws SshFailureError */
  async connect(patience: Patience): Promise<SshConnection> {
    const { address, jumps, environment, pool } = this.#options;
    const route = this.#route ?? findRoute(address, jumps, environment, patience);
    this.#route = route;
    // What could not be read now may be readable at the next look.
    route.catch(() => {
      if (this.#route === route) this.#route = undefined;
    });
    return pool.connection(await route, patience);
  }

  async #dialled(
    { deadlineMs, signal }: DialOptions,
    open: (connection: SshConnection, left: Patience) => Promise<import('node:stream').Duplex>,
  ): Promise<DialOutcome> {
    const startMs = performance.now();
    const left = () => ({ deadlineMs: deadlineMs - (performance.now() - startMs), signal });
    let connection: SshConnection | undefined;
    try {
      connection = await this.connect(left());
      return { kind: 'connected', stream: await open(connection, left()) };
    } catch (error) {
      if (error instanceof TargetError) {
        return { kind: 'failed', code: error.code, message: error.message };
      }
      return outcomeOf(failureOf(error), connection !== undefined);
    }
  }
}

function outcomeOf(failure: SshFailure, isConnected: boolean): DialOutcome {
  if (failure.kind === 'cancelled') return { kind: 'aborted' };
  // The server is there and took on the job: it is the target that does not answer.
  if (failure.kind === 'timed-out' && isConnected) return { kind: 'timed-out' };
  return { kind: 'lost', message: oneLine(failure) };
}
