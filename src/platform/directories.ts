import { mkdirSync } from 'node:fs';
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
 * Reading a member throws WeaklinkError E_HOME when neither a variable nor the user database knows
 * where it is.
 *
 * @param home asked only where a variable does not say where
 */
export function findDirectories(
  environment: Environment = process.env,
  home: () => string = homedir,
): Directories {
  const base = (variable: string, ...below: readonly string[]) =>
    join(absolute(environment[variable]) ?? join(homeOf(environment, home), ...below), 'weaklink');
  // Found when asked for: who has no home but names the state directory needs no other.
  return {
    get config() {
      return base('XDG_CONFIG_HOME', '.config');
    },
    get state() {
      return base('XDG_STATE_HOME', '.local', 'state');
    },
    get cache() {
      return base('XDG_CACHE_HOME', '.cache');
    },
    get runtime() {
      const session = absolute(environment.XDG_RUNTIME_DIR);
      return session === undefined ? join(this.state, 'run') : join(session, 'weaklink');
    },
  };
}

/**
 * Creates the directory and what is missing above it, closed to others (0700). Node's own recursive
 * `mkdir` never returns where the file system says ENOENT, as /proc does, and hides EROFS.
 *
 * @throws NodeJS.ErrnoException as `fs` does
 */
export function makeDirectories(path: string): void {
  try {
    makeOne(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    makeDirectories(dirname(path));
    makeOne(path);
  }
}

function makeOne(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
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
