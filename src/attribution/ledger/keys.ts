import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { ensurePrivateFile } from '../../events/journal/private-place.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { safe } from '../../text/sanitise.ts';
import type { LedgerFiles } from './files.ts';
import {
  keyId,
  rawPublicKey,
  readVerifierText,
  type Signer,
  type Verifier,
  verifierText,
} from './note.ts';

/** Hexadecimal digits of the key's hash in the name of a ledger: no two ledgers have the same. */
const NAME_DIGITS = 16;

/**
 * The key of a ledger, made where there is none: Ed25519, in a file that only its owner reads (0600). The
 * ledger is named after it.
 *
 * @returns `made`: whether it is new
 * @throws WeaklinkError E_LEDGER_KEY, E_JOURNAL_UNSAFE
 */
export function openSigner(files: LedgerFiles): {
  readonly signer: Signer;
  readonly made: boolean;
} {
  const made = !existsSync(files.key);
  if (made) makeKey(files.key);
  ensurePrivateFile(files.key);
  const privateKey = readPrivateKey(files.key);
  const key = createPublicKey(privateKey);
  const raw = rawPublicKey(key);
  const digest = createHash('sha256').update(raw).digest('hex');
  const name = `weaklink/ledger-${digest.slice(0, NAME_DIGITS)}`;
  const signer = { name, id: keyId(name, raw), key, privateKey };
  if (!existsSync(files.verifier)) writeFileSync(files.verifier, `${verifierText(signer)}\n`);
  return { signer, made };
}

/** Whole or not at all: a crash leaves no half key. */
function makeKey(path: string): void {
  const { privateKey } = generateKeyPairSync('ed25519');
  const draft = `${path}.${process.pid}`;
  ensurePrivateFile(draft);
  writeFileSync(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  renameSync(draft, path);
}

function readPrivateKey(path: string): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(path));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // What is in it may be secret: nothing of it is repeated.
  }
  throw new WeaklinkError({
    code: 'E_LEDGER_KEY',
    message: safe`${path}: not a private Ed25519 key in PEM`,
    hint: 'Bring back the key of this ledger. Without it nothing can be added to it.',
  });
}

/** Who verifies: `NAME+ID+BASE64`, as it stands in the file `verifier` beside a ledger. @throws WeaklinkError E_LEDGER_KEY */
export function verifierOf(text: string, place: string): Verifier {
  const read = readVerifierText(text);
  if (read) {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: read.raw.toString('base64url') };
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    return { name: read.name, id: read.id, key };
  }
  throw new WeaklinkError({
    code: 'E_LEDGER_KEY',
    message: safe`${place}: not the key of a ledger, or changed`,
    hint: 'It looks like weaklink/ledger-…+1a2b3c4d+AbC…: one line, from the file "verifier".',
  });
}
