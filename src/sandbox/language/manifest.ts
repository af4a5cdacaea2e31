import { createHash } from 'node:crypto';
import type { DocumentStart, LanguageData } from './language-data.ts';

/** What stands in the store beside a model's data, so that whoever reads it can check it. */
export interface Manifest {
  readonly documents: readonly DocumentStart[];
  /** Object name → SHA-256 of its bytes in hex. */
  readonly objects: Readonly<Record<string, string>>;
}

/** Names of a model's objects in the store. */
export const objectNames = {
  manifest: 'models/chat/manifest.json',
  tokens: 'models/chat/tokens.bin',
  vocabulary: 'models/chat/vocabulary.json',
} as const;

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The objects that hold `data`, by name. */
export function toObjects(data: LanguageData): ReadonlyMap<string, Buffer> {
  const { buffer, byteOffset, byteLength } = data.tokens;
  const tokens = Buffer.from(buffer, byteOffset, byteLength);
  const vocabulary = Buffer.from(JSON.stringify(data.vocabulary));
  const manifest: Manifest = {
    documents: data.documents,
    objects: {
      [objectNames.tokens]: sha256(tokens),
      [objectNames.vocabulary]: sha256(vocabulary),
    },
  };
  return new Map([
    [objectNames.manifest, Buffer.from(JSON.stringify(manifest))],
    [objectNames.tokens, tokens],
    [objectNames.vocabulary, vocabulary],
  ]);
}

/** The data that three objects hold; their bytes are already checked against the manifest. */
export function fromObjects(
  manifest: Manifest,
  tokens: Uint8Array,
  vocabulary: Uint8Array,
): LanguageData {
  // Copied, because a Uint16Array must begin at an even address.
  const aligned = new Uint8Array(tokens).buffer;
  return {
    tokens: new Uint16Array(aligned),
    vocabulary: JSON.parse(Buffer.from(vocabulary).toString()),
    documents: manifest.documents,
  };
}
