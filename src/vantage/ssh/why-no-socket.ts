import { type SshConnection, TargetError } from './connection.ts';
import { SshFailureError } from './failure.ts';
import { remoteExec } from './remote-exec.ts';
import type { Patience } from './slots.ts';

/** Says which of the things that make a socket unreachable it is; the last is the server's own rule. */
const script = `
if [ ! -e "$1" ]; then echo ENOENT
elif [ ! -S "$1" ]; then echo ENOTSOCK
elif [ ! -r "$1" ] || [ ! -w "$1" ]; then echo EACCES
elif grep -qF " $1" /proc/net/unix; then echo PROHIBITED
else echo ECONNREFUSED
fi`;

/** The same error, with the code that connecting there would have given. */
export async function whyNoSocket(
  error: unknown,
  connection: SshConnection,
  path: string,
  patience: Patience,
): Promise<unknown> {
  if (!(error instanceof TargetError) || error.code !== 'UNKNOWN') return error;
  const result = await remoteExec(connection, ['sh', '-c', script, 'sh', path], patience);
  if (result.kind !== 'ended') return error;
  const code = result.stdout.toString('latin1').trim();
  if (code === 'PROHIBITED') {
    return new SshFailureError({ kind: 'prohibited', detail: error.message });
  }
  return /^E[A-Z]+$/.test(code) ? new TargetError(code, `${path}: ${error.message}`) : error;
}
