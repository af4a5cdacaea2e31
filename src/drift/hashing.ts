import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePrivateDirectory, ensurePrivateFile } from '../events/journal/private-place.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import type { Hashing } from './types.ts';

/** Bytes of a key that weaklink makes. */
const KEY_BYTES = 32;
/** Hex digits of a hash that are kept: enough to tell values apart. */
const HASH_DIGITS = 16;
/** Hex digits that name a key. */
const KEY_ID_DIGITS = 8;
const KEY_FILE = 'snapshot.key';

/**
 * Hashes what may be secret. The hash is keyed: of a password that is a word, the hash alone could be
 * guessed by whoever gets the snapshot; without the key it cannot.
 */
export class Hasher {
  readonly #key: Buffer;
  readonly hashing: Hashing;

  constructor(key: Buffer, note: SafeText) {
    this.#key = key;
    this.hashing = { method: 'HMAC-SHA-256, first 16 hex digits', key: idOf(key), note };
  }

  /** Equal values under equal names have equal hashes, and only those. */
  hash(name: string, value: string): SafeText {
    const hmac = createHmac('sha256', this.#key).update(`${name}\0${value}`);
    return safe`${hmac.digest('hex').slice(0, HASH_DIGITS)}`;
  }
}

/** With a key that several machines share, so that their snapshots can be compared. */
export function sharedHasher(key: string): Hasher {
  return new Hasher(Buffer.from(key), safe`values are hashed with the key that was given`);
}

/**
 * With the key of this installation, which is made when it is first needed. Where it cannot be kept, the
 * hashes are comparable within one run alone, and the note says so.
 */
export function ownHasher(stateDirectory: string): Hasher {
  try {
    const note = safe`values are hashed with the key of this installation (${KEY_FILE} in its state directory)`;
    return new Hasher(keptKey(stateDirectory), note);
  } catch {
    const note = safe`values are hashed with a key of this run: no place to keep one`;
    return new Hasher(randomBytes(KEY_BYTES), note);
  }
}

/** For hashes that nobody compares with others. */
export function passingHasher(): Hasher {
  return new Hasher(randomBytes(KEY_BYTES), safe`values are hashed with a key of this run`);
}

function keptKey(directory: string): Buffer {
  ensurePrivateDirectory(directory);
  const path = join(directory, KEY_FILE);
  try {
    const fresh = randomBytes(KEY_BYTES).toString('hex');
    writeFileSync(path, `${fresh}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  ensurePrivateFile(path);
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex');
  if (key.length !== KEY_BYTES) throw new Error(`${path} holds no key`);
  return key;
}

function idOf(key: Buffer): string {
  const hash = createHash('sha256').update('weaklink snapshot key\0').update(key);
  return hash.digest('hex').slice(0, KEY_ID_DIGITS);
}
