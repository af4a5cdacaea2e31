import type { SshConnection } from './connection.ts';
import { SshFailureError } from './failure.ts';
import { remoteExec } from './remote-exec.ts';
import type { Patience } from './slots.ts';
import { codeInWords, systemErrorOf } from './strerror.ts';

/** Bytes kept of what a program says, however few of the file are wanted: its complaint must be whole. */
const LEAST_BYTES = 4_096;

/**
 * The first `maxBytes` of a file: over SFTP, which starts no process, else by a program that every
 * system has.
 *
 * @throws NodeJS.ErrnoException; SshFailureError
 */
export async function readRemoteFile(
  connection: SshConnection,
  path: string,
  maxBytes: number,
  patience: Patience,
): Promise<Buffer> {
  // A device may give no end, and would hold up every file behind it.
  const overSftp = path.startsWith('/dev/')
    ? undefined
    : await connection.readFile(path, maxBytes, patience);
  return overSftp ?? readByProgram(connection, path, maxBytes, patience);
}

async function readByProgram(
  connection: SshConnection,
  path: string,
  maxBytes: number,
  patience: Patience,
): Promise<Buffer> {
  const argv = ['head', '-c', String(maxBytes), '--', path] as const;
  const limits = { ...patience, maxBytes: Math.max(maxBytes, LEAST_BYTES) };
  const result = await remoteExec(connection, [...argv], limits);
  switch (result.kind) {
    case 'ended': {
      if (result.exitCode === 0) return result.stdout;
      const words = result.stderr.toString('utf8').trim();
      throw systemErrorOf(codeInWords(words) ?? 'UNKNOWN', words);
    }
    case 'not-started':
      throw systemErrorOf(result.code, result.message);
    case 'timed-out':
      throw systemErrorOf('ETIMEDOUT', `reading ${path} did not end`);
    case 'aborted':
      throw new SshFailureError({ kind: 'cancelled' });
    case 'lost':
      throw new SshFailureError(result.failure);
  }
}
