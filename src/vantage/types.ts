/** Where a probe stands. `local` is the first; SSH and Docker come behind the same interface. */
export interface Vantage {
  readonly name: string;
  /** Runs a program with an argument vector: never a shell string. Never throws for what it does. */
  exec(argv: readonly [string, ...string[]], options: ExecOptions): Promise<ExecResult>;
  /** The first `maxBytes` of a file. @throws NodeJS.ErrnoException as `fs` does */
  readFile(path: string, maxBytes: number): Promise<Buffer>;
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
  | { readonly kind: 'aborted' };
