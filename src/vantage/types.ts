import type { Duplex } from 'node:stream';

/** Where a probe stands: this machine, or one behind SSH or in a container, behind the same interface. */
export interface Vantage {
  readonly name: string;
  /** Runs a program with an argument vector: never a shell string. Never throws for what it does. */
  exec(argv: readonly [string, ...string[]], options: ExecOptions): Promise<ExecResult>;
  /**
   * The first `maxBytes` of a file.
   * @throws NodeJS.ErrnoException as `fs` does; {@link VantageLostError} where it cannot stand there
   */
  readFile(path: string, maxBytes: number): Promise<Buffer>;
  /** Opens a TCP connection from there; a name is resolved there. Never throws. */
  dial(host: string, port: number, options: DialOptions): Promise<DialOutcome>;
  /** Connects to a Unix socket there, as that of a Docker daemon. Never throws. */
  forward(socketPath: string, options: DialOptions): Promise<DialOutcome>;
}

export interface DialOptions {
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

export type DialOutcome =
  /** `stream` is the caller's to destroy. */
  | {
      readonly kind: 'connected';
      readonly stream: Duplex;
      /** Milliseconds before it began to connect: to log in there, to start a program. None where absent. */
      readonly preparedMs?: number;
    }
  /** The target refused or cannot be reached: an error code of the system, `ECONNREFUSED`, `ENOTFOUND`. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'aborted' }
  /** The vantage itself cannot be stood at; nothing is known of the target. */
  | { readonly kind: 'lost'; readonly message: string };

/** Nothing can be seen from a vantage: its host, its key, its login or its container failed. */
export class VantageLostError extends Error {
  override readonly name = 'VantageLostError';
}

export interface ExecOptions {
  /**
   * The result is there within it, the ending of a late program included: the last 500 ms (a
   * quarter of a deadline under 2 s) are for SIGTERM, SIGKILL and a wait for its effect.
   */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** Bytes of each output kept. Default 1 MiB. */
  readonly maxBytes?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Told how to learn the number of the process while it runs; that is null where nobody knows it yet. */
  readonly onStart?: (pid: () => number | null) => void;
}

export type ExecResult =
  | {
      readonly kind: 'ended';
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly stdout: string;
      readonly stderr: string;
      readonly durationMs: number;
    }
  /** The program does not exist, or may not be run. */
  | { readonly kind: 'not-started'; readonly code: string; readonly message: string }
  /** It did not end in time. `stillRunning` when even SIGKILL did not end it (state D). */
  | {
      readonly kind: 'timed-out';
      readonly pid: number | null;
      readonly stillRunning: boolean;
      /** Kernel state letter of /proc/<pid>/stat, where readable. */
      readonly state: string | null;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly kind: 'aborted' }
  /** The vantage itself cannot be stood at. */
  | { readonly kind: 'lost'; readonly message: string };
