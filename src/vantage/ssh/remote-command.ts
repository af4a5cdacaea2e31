import { shellQuote } from '../../text/shell-quote.ts';

/**
 * Said by a command before it begins, with its process number and that of its group: so that what
 * hangs can be named, looked at and ended later, and that a login which runs something else is told
 * from it.
 */
const MARK = 'weaklink-runs';
/** Bytes of output in which the mark is looked for: what start files of shells print stands before it. */
export const MARK_BYTES = 4_096;
/** Given to the shell as its own name, which its complaints begin with. */
const SHELL_NAME = 'weaklink-exec';

/** What is run: a program with its arguments, or lines of ours for a POSIX shell. */
export type Work =
  | {
      readonly argv: readonly [string, ...string[]];
      readonly env?: Readonly<Record<string, string>>;
    }
  | { readonly script: string };

const once = `LC_ALL=C;export LC_ALL;echo "${MARK} $$ $$";`;
/**
 * Says that it is there, and runs each line that it reads. TERM ends the command and not the shell,
 * and `read` would end by itself where a login has TMOUT. `n` is a line feed, which no line can hold.
 */
const lasting =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell that puts it in
  'echo weaklink-shell;LC_ALL=C;export LC_ALL;unset TMOUT;n=$(printf "\\n_");n=${n%_};trap : TERM;' +
  'while IFS= read -r c;do eval "$c";done';
/**
 * The number of the process that this is, and becomes: `$$` is that of the shell it was forked from.
 * /proc costs no program.
 */
const ownNumber = "{ read -r p _ </proc/self/stat;} 2>/dev/null||p=$(exec sh -c 'echo $PPID')";
const names = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Work as one line for whatever shell the login has: only single quotes, so that they mean the same
 * to all.
 */
export function remoteCommand(work: Work): string {
  const [script, words] =
    'script' in work ? [once + work.script, []] : [`${once}exec "$@"`, wordsOf(work)];
  return `exec sh -c ${[script, SHELL_NAME, ...words].map(shellQuote).join(' ')}`;
}

/** A shell that runs one line after another, for whatever shell the login has. */
export const lastingShell = `exec sh -c ${shellQuote(lasting)} ${SHELL_NAME}`;

/**
 * Work as one line for a shell that lasts: in a process of its own, between lines that nobody else
 * prints.
 */
export function lineFor(work: Work, begin: string, end: string): string {
  const body = 'script' in work ? work.script : `exec ${wordsOf(work).map(quoteInLine).join(' ')}`;
  const marks = `echo ${begin} >&2;${ownNumber};echo "${begin}\${n}${MARK} $p $$"`;
  return `(${marks};${body}) </dev/null;s=$?;echo "${end} $s";echo "${end} $s" >&2\n`;
}

/** Environment variables are set by `env`. */
function wordsOf({ argv, env = {} }: Exclude<Work, { script: string }>): readonly string[] {
  const pairs = Object.entries(env).map(([name, value]) => {
    if (!names.test(name)) throw new Error(`"${name}" is no name of an environment variable`);
    return `${name}=${value}`;
  });
  return pairs.length > 0 ? ['env', ...pairs, ...argv] : argv;
}

/** One word within a line that a shell which lasts reads. */
export function quoteInLine(word: string): string {
  return shellQuote(word).replaceAll('\n', `'"$n"'`);
}

export interface Marked {
  readonly pid: number;
  /** Of the group in which it and what it starts run. */
  readonly group: number;
  /** What the command itself printed. */
  readonly stdout: Buffer;
}

/** Takes the mark from the output; undefined where the command did not begin. */
export function unmark(stdout: Buffer): Marked | undefined {
  const head = stdout.toString('latin1', 0, MARK_BYTES);
  const match = new RegExp(`(?:^|\\n)${MARK} (\\d+) (\\d+)\\n`).exec(head);
  if (!match) return undefined;
  return {
    pid: Number(match[1]),
    group: Number(match[2]),
    stdout: stdout.subarray(match.index + match[0].length),
  };
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
