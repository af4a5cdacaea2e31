import type { NetworkSymptom } from './failure.ts';
import { selfSymptomOf, systemError } from './system-error.ts';
import { sslSymptomOf } from './tls-symptom.ts';

/** First byte of a TLS alert or handshake record: what a TLS server says to a plain request. */
const TLS_RECORD_TYPES = new Set([0x15, 0x16]);

/** The symptom of an error between the connection and the head of the answer. */
export function httpSymptomOf(error: unknown): NetworkSymptom {
  const { code, syscall, reason, message } = systemError(error);
  if (code === 'HPE_HEADER_OVERFLOW') return 'http.header_overflow';
  if (code.startsWith('HPE_')) return 'http.malformed';
  // Under TLS 1.3 the server judges the client's certificate after the handshake.
  const bySsl = sslSymptomOf(`${code} ${reason} ${message}`, { keysAgreed: true });
  if (bySsl) return bySsl;
  // "socket hang up" (FIN) has no system call; a reset that the kernel reports has one.
  if (code === 'ECONNRESET') return syscall === '' ? 'http.closed' : 'http.reset';
  if (code === 'EPIPE') return 'http.reset';
  if (code === 'ETIMEDOUT') return 'http.timeout';
  return selfSymptomOf(code) ?? 'http.closed';
}

/** The symptom of an error within the body. */
export function bodySymptomOf(error: unknown): NetworkSymptom {
  const { code } = systemError(error);
  if (code === 'HPE_HEADER_OVERFLOW') return 'http.header_overflow';
  // The peer closed inside a chunk: the parser calls that an invalid end of file.
  if (code === 'HPE_INVALID_EOF_STATE') return 'http.truncated';
  return code.startsWith('HPE_') ? 'http.malformed' : 'http.truncated';
}

/** What the error says, with the hint that its first bytes give. */
export function httpErrorWords(error: unknown): string {
  const { message } = systemError(error);
  const raw: unknown = error instanceof Error ? Reflect.get(error, 'rawPacket') : undefined;
  const first = Buffer.isBuffer(raw) ? raw[0] : undefined;
  return first !== undefined && TLS_RECORD_TYPES.has(first)
    ? `${message} (the peer speaks TLS on this port)`
    : message;
}
