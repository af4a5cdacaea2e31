import { shellQuote } from '../../text/shell-quote.ts';

/**
 * Said by a command before it begins, with its process number: so that what hangs can be named and
 * looked at later, and that a login which runs something else is told from it.
 */
const MARK = 'weaklink-runs';
/** Bytes of output in which the mark is looked for: what start files of shells print stands before it. */
export const MARK_BYTES = 4_096;
/** Given to the shell as its own name, which its complaints begin with. */
const SHELL_NAME = 'weaklink-exec';

const script = `LC_ALL=C;export LC_ALL;echo "${MARK} $$";exec "$@"`;
const names = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * An argument vector as one line for whatever shell the login has: only single quotes, so that they
 * mean the same to all. Environment variables are set by `env`.
 */
export function remoteCommand(
  argv: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
): string {
  const pairs = Object.entries(env).map(([name, value]) => {
    if (!names.test(name)) throw new Error(`"${name}" is no name of an environment variable`);
    return `${name}=${value}`;
  });
  const words = pairs.length > 0 ? ['env', ...pairs, ...argv] : argv;
  return `exec sh -c ${[script, SHELL_NAME, ...words].map(shellQuote).join(' ')}`;
}

export interface Marked {
  readonly pid: number;
  /** What the command itself printed. */
  readonly stdout: Buffer;
}

/** Takes the mark from the output; undefined where the command did not begin. */
export function unmark(stdout: Buffer): Marked | undefined {
  const head = stdout.toString('latin1', 0, MARK_BYTES);
  const match = new RegExp(`(?:^|\\n)${MARK} (\\d+)\\n`).exec(head);
  if (!match) return undefined;
  return { pid: Number(match[1]), stdout: stdout.subarray(match.index + match[0].length) };
}

/** Why the program did not start, in the words of the shell; undefined where it did. */
export function notStarted(
  exitCode: number | null,
  stderr: string,
): { readonly code: string; readonly message: string } | undefined {
  if (exitCode !== 126 && exitCode !== 127) return undefined;
  const line = stderr.split('\n').find((text) => text.startsWith(`${SHELL_NAME}: `));
  const message = line?.slice(SHELL_NAME.length + 2) ?? stderr.split('\n').find(isFromEnv);
  if (message === undefined) return undefined;
  return { code: exitCode === 127 ? 'ENOENT' : 'EACCES', message };
}

function isFromEnv(line: string): boolean {
  return /^env: .*(?:No such file or directory|Permission denied)/.test(line);
}
