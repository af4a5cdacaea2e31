import { createHash } from 'node:crypto';
import type { ShownKey } from '../failure.ts';

/** `SHA256:` and the hash in base64 without padding, as OpenSSH prints it. */
export function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** The type that a public key in wire format names first; empty for nonsense. */
export function keyTypeOf(blob: Buffer): string {
  if (blob.length < 4) return '';
  const length = blob.readUInt32BE(0);
  return length > blob.length - 4 ? '' : blob.toString('latin1', 4, 4 + length);
}

export function shownKeyOf(blob: Buffer): ShownKey {
  return { type: keyTypeOf(blob), fingerprint: fingerprintOf(blob) };
}
