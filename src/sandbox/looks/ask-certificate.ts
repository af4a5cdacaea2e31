import { connect } from 'node:tls';
import { loopback } from '../layout.ts';
import type { CanaryTarget } from './ask-canary.ts';

const DAY_MS = 86_400_000;
/** Days before its end from which a certificate is remarked on. */
const REMARK_DAYS = 14;

/** `ok`, `ends in 2 days`, or the code of the error with which the handshake fails. */
export function askCertificate(
  port: number,
  tls: NonNullable<CanaryTarget['tls']>,
  deadlineMs: number,
): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: loopback, port, ...tls });
    const end = (word: string): void => {
      clearTimeout(deadline);
      socket.destroy();
      resolve(word);
    };
    const deadline = setTimeout(end, deadlineMs, 'silent');
    socket.on('error', (error: NodeJS.ErrnoException) => {
      end(error.code === 'ECONNREFUSED' ? 'refused' : (error.code ?? error.message));
    });
    socket.once('secureConnect', () => {
      const leftMs = Date.parse(socket.getPeerCertificate().valid_to) - Date.now();
      const days = Math.round(leftMs / DAY_MS);
      end(days < REMARK_DAYS ? `ends in ${days} days` : 'ok');
    });
  });
}
