import { connect } from 'node:net';
import { safe } from '../../text/sanitise.ts';
import { type DoctorContext, type DoctorFinding, fine, lacking } from './finding.ts';

const means = safe`Looks over SSH have only the key files that need no passphrase.`;

export async function checkSshAgent(context: DoctorContext): Promise<DoctorFinding> {
  const socket = context.env.SSH_AUTH_SOCK;
  if (!socket) {
    return lacking(
      'missing',
      safe`SSH_AUTH_SOCK is not set`,
      means,
      safe`Start an agent and add a key, or use "ssh -A" to forward one.`,
    );
  }
  const code = await connectCode(socket, context);
  if (code === null) return fine(safe`${socket}`);
  return lacking(
    code === 'EACCES' ? 'denied' : 'missing',
    safe`${socket}: ${code}`,
    means,
    safe`The agent is gone or belongs to somebody else: start one, and export SSH_AUTH_SOCK.`,
  );
}

/** null when something listens, else why not. */
function connectCode(path: string, context: DoctorContext): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    const end = (code: string | null) => {
      socket.destroy();
      resolve(code);
    };
    socket.setTimeout(context.deadlineMs, () => end('ETIMEDOUT'));
    socket.once('connect', () => end(null));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
