import { createHash } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { systemError } from '../../network/system-error.ts';
import { systemAuthorities } from '../../network/trust.ts';
import { LookMemory } from '../../system/memory.ts';
import type { Credentials } from '../access/credentials.ts';
import { AccessTrouble } from '../access/trouble.ts';

/** Parsed authorities and keys, by the digest of what they were made of: making them takes milliseconds. */
const contexts = new LookMemory<SecureContext>();

/** @throws AccessTrouble where the certificate or its key is damaged */
export function secureContextOf({ ca, certificate }: Credentials): SecureContext {
  const parts = JSON.stringify([ca ?? '', certificate?.cert ?? '', certificate?.key ?? '']);
  const digest = createHash('sha256').update(parts).digest('hex');
  const kept = contexts.recall(digest);
  if (kept) return kept;
  try {
    const context = createSecureContext({
      ca: ca ?? systemAuthorities(),
      minVersion: 'TLSv1.2',
      ...(certificate ? { cert: certificate.cert, key: certificate.key } : {}),
    });
    contexts.keep(digest, context);
    return context;
  } catch (error) {
    // OpenSSL names what it could not read, and quotes none of it.
    const { code, message } = systemError(error);
    throw new AccessTrouble(
      'k8s.credentials',
      `the certificate, its key or the authorities cannot be read: ${code || message}`,
    );
  }
}
