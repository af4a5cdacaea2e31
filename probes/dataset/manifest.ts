import { parse } from 'yaml';
import { at, parseJson, textAt } from '../data/json.ts';

export interface Expected {
  readonly path: string;
  readonly algorithm: 'sha256' | 'md5';
  /** Lower-case hexadecimal digits; null where only the name and the size are stated. */
  readonly digest: string | null;
  readonly bytes: number | null;
}

/** Names by which a manifest is found, the most exact first. */
export const usualNames = [
  'SHA256SUMS',
  'sha256sums.txt',
  'checksums.sha256',
  'manifest.json',
] as const;

/** Entries of one manifest; a larger one is cut, and that is told. */
const MOST_ENTRIES = 20_000;

/** `SHA256SUMS`, `manifest.json` (`{path, sha256, bytes}`) or a DVC file → what must be there; undefined: unreadable. */
export function parseManifest(name: string, text: string): readonly Expected[] | undefined {
  const entries = /\.json$/.test(name)
    ? fromJson(parseJson(text))
    : /\.dvc$/.test(name)
      ? fromDvc(text)
      : fromSums(text);
  if (!entries || entries.length === 0) return undefined;
  return entries.slice(0, MOST_ENTRIES);
}

/** Lines of sha256sum or md5sum: digest, blank, blank or star, name. */
function fromSums(text: string): readonly Expected[] | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  const entries = lines.map((line): Expected | null => {
    const match = /^\\?([0-9a-fA-F]{64}|[0-9a-fA-F]{32}) [ *](.+)$/.exec(line);
    const [, digest = '', path = ''] = match ?? [];
    if (!match) return null;
    const algorithm = digest.length === 64 ? 'sha256' : 'md5';
    return { path: bare(path), algorithm, digest: digest.toLowerCase(), bytes: null };
  });
  return entries.every((entry) => entry !== null) ? entries : undefined;
}

/** A list of files, or an object that holds one as `files`. */
function fromJson(document: unknown): readonly Expected[] | undefined {
  const list = Array.isArray(document) ? document : at(document, 'files');
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((one: unknown): readonly Expected[] => {
    const path = textAt(one, 'path') ?? textAt(one, 'name');
    if (path === undefined) return [];
    const digest = textAt(one, 'sha256') ?? null;
    const bytes = at(one, 'bytes') ?? at(one, 'size');
    return [
      {
        path: bare(path),
        algorithm: 'sha256',
        digest: digest === null ? null : digest.replace(/^sha256:/, '').toLowerCase(),
        bytes: typeof bytes === 'number' ? bytes : null,
      },
    ];
  });
}

/** Outputs that are single files; the list of a directory lies in DVC's cache. */
function fromDvc(text: string): readonly Expected[] | undefined {
  let document: unknown;
  try {
    document = parse(text, { maxAliasCount: 0 });
  } catch {
    return undefined;
  }
  const outputs = at(document, 'outs');
  if (!Array.isArray(outputs)) return undefined;
  return outputs.flatMap((one: unknown): readonly Expected[] => {
    const path = textAt(one, 'path');
    const digest = textAt(one, 'md5');
    if (path === undefined || digest === undefined || !/^[0-9a-f]{32}$/.test(digest)) return [];
    const bytes = at(one, 'size');
    return [
      {
        path: bare(path),
        algorithm: 'md5',
        digest,
        bytes: typeof bytes === 'number' ? bytes : null,
      },
    ];
  });
}

function bare(path: string): string {
  return path.replace(/^\.\//, '');
}
