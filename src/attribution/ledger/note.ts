import { createHash, type KeyObject, sign, verify } from 'node:crypto';

/**
 * Signed notes as C2SP describes them (c2sp.org/signed-note): text that ends with a line end, an empty
 * line, then `— NAME BASE64` with four bytes that name the key and an Ed25519 signature of the text.
 */

/** The byte that says Ed25519 in key names and keys. */
const ED25519 = 0x01;
const KEY_BYTES = 32;
const ID_BYTES = 4;
const SIGNATURE_BYTES = 64;

export interface Verifier {
  readonly name: string;
  readonly id: Buffer;
  readonly key: KeyObject;
}

export interface Signer extends Verifier {
  readonly privateKey: KeyObject;
}

/** The four bytes that tell keys of one name apart. */
export function keyId(name: string, publicKey: Uint8Array): Buffer {
  const hash = createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.from([ED25519]));
  return hash.update(publicKey).digest().subarray(0, ID_BYTES);
}

/** `NAME+ID+BASE64`, as verifiers of notes are given. */
export function verifierText({ name, id, key }: Verifier): string {
  const bytes = Buffer.concat([Buffer.from([ED25519]), rawPublicKey(key)]);
  return `${name}+${id.toString('hex')}+${bytes.toString('base64')}`;
}

/** The name, the id and the raw key of a verifier's text; undefined where it is none, or its id is wrong. */
export function readVerifierText(
  text: string,
): { readonly name: string; readonly id: Buffer; readonly raw: Buffer } | undefined {
  const [, name = '', id = '', base64 = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? [];
  const bytes = fromBase64(base64);
  if (bytes?.length !== KEY_BYTES + 1 || bytes[0] !== ED25519) return undefined;
  const raw = bytes.subarray(1);
  return keyId(name, raw).toString('hex') === id
    ? { name, id: Buffer.from(id, 'hex'), raw }
    : undefined;
}

export function rawPublicKey(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
}

/** @param text ends with a line end, and has no empty line */
export function signNote(text: string, signer: Signer): string {
  const signature = sign(null, Buffer.from(text), signer.privateKey);
  const blob = Buffer.concat([signer.id, signature]).toString('base64');
  return `${text}\n— ${signer.name} ${blob}\n`;
}

export type NoteReading =
  | { readonly kind: 'signed'; readonly text: string }
  /** No signature of this key is on it, or it is no note at all … */
  | { readonly kind: 'unsigned' }
  /** … or there is one, and it does not fit the text. */
  | { readonly kind: 'forged' };

/** Strict: any byte of the note that is not as {@link signNote} writes it is noticed. */
export function openNote(note: string, verifier: Verifier): NoteReading {
  const cut = note.lastIndexOf('\n\n');
  if (cut < 0 || !note.endsWith('\n')) return { kind: 'unsigned' };
  const text = note.slice(0, cut + 1);
  for (const line of note.slice(cut + 2, -1).split('\n')) {
    const [, name, base64 = ''] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    const blob = fromBase64(base64);
    if (name !== verifier.name || blob?.length !== ID_BYTES + SIGNATURE_BYTES) continue;
    if (!blob.subarray(0, ID_BYTES).equals(verifier.id)) continue;
    const fits = verify(null, Buffer.from(text), verifier.key, blob.subarray(ID_BYTES));
    return fits ? { kind: 'signed', text } : { kind: 'forged' };
  }
  return { kind: 'unsigned' };
}

/** Only as it is written in the one right way: no byte of it can change unnoticed. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
