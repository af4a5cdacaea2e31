import { chmod, lstat, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { WeaklinkError } from './errors.ts';
import { ExitCode } from './exit-codes.ts';

/** Where weaklink keeps what, by the XDG Base Directory Specification. None is created yet. */
export interface Directories {
  readonly config: string;
  /** Journals, recordings, logs: what must outlive a restart. */
  readonly state: string;
  readonly cache: string;
  /** Sockets and locks. Below `state` where the session has no runtime directory. */
  readonly runtime: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @param home asked only where a variable does not say where
 * @throws WeaklinkError E_HOME when neither a variable nor the user database knows a home
 */
export function findDirectories(
  environment: Environment = process.env,
  home: () => string = homedir,
): Directories {
  const base = (variable: string, ...below: readonly string[]) =>
    join(absolute(environment[variable]) ?? join(homeOf(environment, home), ...below), 'weaklink');
  const state = base('XDG_STATE_HOME', '.local', 'state');
  const runtime = absolute(environment.XDG_RUNTIME_DIR);
  return {
    config: base('XDG_CONFIG_HOME', '.config'),
    state,
    cache: base('XDG_CACHE_HOME', '.cache'),
    runtime: runtime === undefined ? join(state, 'run') : join(runtime, 'weaklink'),
  };
}

/**
 * Creates the directory (0700) with what is missing above it, and makes sure that it is ours
 * alone: a real directory, of this user, closed to others.
 *
 * @throws WeaklinkError E_DIRECTORY
 */
export async function ensurePrivateDirectory(path: string): Promise<void> {
  await makeDirectories(path).catch((error: NodeJS.ErrnoException) => {
    throw directoryError(path, `cannot be created (${error.code})`, error);
  });
  // The last name must not be a link; links above it are the user's own arrangement.
  const found = await lstat(path);
  if (!found.isDirectory()) throw directoryError(path, 'is not a directory of its own');
  if (found.uid !== process.getuid?.()) {
    throw directoryError(path, `belongs to another user (${found.uid})`);
  }
  if ((found.mode & 0o077) !== 0) await chmod(path, 0o700);
}

/** Node's own recursive `mkdir` never returns where the file system says ENOENT, as /proc does. */
async function makeDirectories(path: string): Promise<void> {
  const make = () =>
    mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  try {
    await make();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeDirectories(dirname(path));
    await make();
  }
}

/** The specification says that a relative path in these variables counts as unset. */
function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}

function homeOf(environment: Environment, home: () => string): string {
  const named = absolute(environment.HOME);
  if (named !== undefined) return named;
  try {
    const known = absolute(home());
    if (known !== undefined) return known;
  } catch {
    // The user database does not know this user either: a container with a made-up user id.
  }
  throw new WeaklinkError({
    code: 'E_HOME',
    message: 'this user has no home directory to keep state in',
    hint: 'Set XDG_STATE_HOME, XDG_CONFIG_HOME and XDG_CACHE_HOME (or HOME) to absolute paths.',
    exitCode: ExitCode.CouldNotLook,
  });
}

function directoryError(path: string, problem: string, cause?: unknown): WeaklinkError {
  return new WeaklinkError({
    code: 'E_DIRECTORY',
    message: `${path}: ${problem}`,
    hint: 'weaklink keeps its state in a directory that is yours alone. Remove it or name another.',
    exitCode: ExitCode.CouldNotLook,
    cause,
  });
}
