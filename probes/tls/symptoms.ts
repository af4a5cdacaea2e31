import type { SymptomSpec } from '../probe.ts';

export const tlsSymptoms = {
  'tls.expired': { outcome: 'failed', meaning: 'the certificate has expired' },
  'tls.not_yet_valid': { outcome: 'failed', meaning: 'the certificate is not valid yet' },
  'tls.expiring': { outcome: 'degraded', meaning: 'the certificate expires soon' },
  'tls.unknown_ca': {
    outcome: 'failed',
    meaning: 'the certificate was issued by an authority that is not trusted',
  },
  'tls.self_signed': {
    outcome: 'failed',
    meaning: 'the certificate is self-signed and not trusted',
  },
  'tls.incomplete_chain': {
    outcome: 'failed',
    meaning: 'the server does not send the intermediate certificate',
  },
  'tls.name_mismatch': { outcome: 'failed', meaning: 'the certificate is for another name' },
  'tls.revoked': { outcome: 'failed', meaning: 'the certificate is revoked' },
  'tls.protocol': { outcome: 'failed', meaning: 'the two sides share no protocol version' },
  'tls.cipher': { outcome: 'failed', meaning: 'the two sides share no cipher' },
  'tls.client_certificate': {
    outcome: 'failed',
    meaning: 'the server asks for a client certificate',
  },
  'tls.plaintext': { outcome: 'failed', meaning: 'the peer does not speak TLS on this port' },
  'tls.closed': {
    outcome: 'failed',
    meaning: 'the peer closed the connection during the handshake',
  },
  'tls.reset': { outcome: 'failed', meaning: 'the peer reset the connection during the handshake' },
  'tls.timeout': { outcome: 'failed', meaning: 'the handshake did not finish in time' },
  'tls.alert': { outcome: 'failed', meaning: 'the peer refused the handshake with an alert' },
} as const satisfies Record<string, SymptomSpec>;
