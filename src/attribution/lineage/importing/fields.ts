import { sanitise } from '../../../text/sanitise.ts';

/** Characters of one value that is taken into a lineage file. */
const MAX_CHARACTERS = 200;
/** Entries of one list that are looked at. */
const MAX_ENTRIES = 2_000;

/** The object, or an empty one: documents are hostile until they are read. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** Own fields alone: a document cannot reach what objects inherit. */
export function fieldOf(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A text worth keeping, short and harmless; undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' ? undefined : sanitise(text, { maxCharacters: MAX_CHARACTERS });
}

/** A list, or one thing as a list of one; bounded. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.slice(0, MAX_ENTRIES) : [value];
}

/** SHA-256 as 64 lower case hex digits; undefined for what is none. */
export function sha256Of(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const hex = value.trim().toLowerCase();
  return /^[0-9a-f]{64}$/.test(hex) ? hex : undefined;
}

/** A licence as a lineage states it: of an address, its SPDX identifier where that can be told. */
export function licenceOf(value: unknown): string | undefined {
  const text = textOf(value);
  if (text === undefined || !/^https?:\/\//i.test(text)) return text;
  const spdx = /^https?:\/\/(?:www\.)?spdx\.org\/licenses\/([\w.+-]+?)(?:\.html|\.json)?\/?$/i.exec(
    text,
  );
  if (spdx) return spdx[1];
  const cc = /^https?:\/\/creativecommons\.org\/licenses\/([a-z-]+)\/(\d\.\d)/i.exec(text);
  if (cc) return `CC-${cc[1]?.toUpperCase()}-${cc[2]}`;
  if (/^https?:\/\/creativecommons\.org\/publicdomain\/zero\/1\.0/i.test(text)) return 'CC0-1.0';
  const known = knownAddresses.find(([pattern]) => pattern.test(text));
  return known?.[1] ?? text;
}

const knownAddresses: readonly (readonly [RegExp, string])[] = [
  [/^https?:\/\/(?:www\.)?apache\.org\/licenses\/LICENSE-2\.0/i, 'Apache-2.0'],
  [/^https?:\/\/opensource\.org\/licenses?\/mit/i, 'MIT'],
  [/^https?:\/\/ai\.google\.dev\/gemma\/terms/i, 'gemma'],
];
