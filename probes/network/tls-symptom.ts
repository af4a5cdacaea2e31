import type { NetworkSymptom } from './failure.ts';
import { selfSymptomOf, systemError } from './system-error.ts';

/**
 * OpenSSL's reasons, the first that fits. Alerts come from the peer; the rest is what our own side
 * found in the peer's bytes.
 */
const REASONS: readonly (readonly [RegExp, NetworkSymptom])[] = [
  // The first bytes are not a TLS record: `HTTP/`, `SSH-2`, `220 ` read as a version.
  [/wrong version number|http request|https proxy request|packet length too long/, 'tls.plaintext'],
  [/alert protocol version|unsupported protocol|wrong ssl version|version too low/, 'tls.protocol'],
  [/no protocols available|inappropriate fallback/, 'tls.protocol'],
  [/alert insufficient security|no shared cipher|no ciphers|wrong cipher returned/, 'tls.cipher'],
  [/dh key too small|unsupported elliptic curve|no suitable key share/, 'tls.cipher'],
  // These alerts judge a certificate that we sent, or should have sent.
  [
    /alert certificate required|alert bad certificate|alert no certificate/,
    'tls.client_certificate',
  ],
  [
    /alert unsupported certificate|alert certificate (revoked|expired|unknown)/,
    'tls.client_certificate',
  ],
  [/alert unknown ca|alert access denied/, 'tls.client_certificate'],
];

export interface HandshakeProgress {
  /** The two sides had agreed on keys, so the cipher is not what they failed on. */
  readonly keysAgreed: boolean;
}

/**
 * The symptom of an error in the handshake. The phase decides more than the code: a FIN and an RST
 * both say ECONNRESET, and only the RST names a system call.
 */
export function tlsSymptomOf(error: unknown, progress: HandshakeProgress): NetworkSymptom {
  const { code, syscall, reason, message } = systemError(error);
  const bySsl = sslSymptomOf(`${code} ${reason} ${message}`, progress);
  if (bySsl) return bySsl;
  if (code === 'ECONNRESET') return syscall === '' ? 'tls.closed' : 'tls.reset';
  if (code === 'EPIPE') return 'tls.reset';
  if (code === 'ETIMEDOUT') return 'tls.timeout';
  return selfSymptomOf(code) ?? 'tls.closed';
}

/** The symptom that OpenSSL's words stand for; undefined where they are not about TLS. */
export function sslSymptomOf(
  words: string,
  { keysAgreed }: HandshakeProgress,
): NetworkSymptom | undefined {
  const text = words.toLowerCase();
  if (!/ssl routines|err_ssl_/.test(text)) return undefined;
  // Servers say "handshake failure" both when no cipher fits and when the client shows no certificate.
  if (text.includes('alert handshake failure')) {
    return keysAgreed ? 'tls.client_certificate' : 'tls.cipher';
  }
  return REASONS.find(([pattern]) => pattern.test(text))?.[1] ?? 'tls.alert';
}
