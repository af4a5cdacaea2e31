import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { systemError } from '../network/system-error.ts';
import { valueAt } from './json-path.ts';
import type { BodyConditions } from './options.ts';

export type DecodedBody =
  | { readonly kind: 'decoded'; readonly bytes: Buffer }
  | { readonly kind: 'too-large' | 'undecodable'; readonly detail: string };

const decoders = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
} as const;

/**
 * Undoes one content coding, though the look asks for none. What would grow beyond `limitBytes`
 * is not unpacked further, so a small body cannot fill the memory.
 */
export function decodeBody(
  bytes: Buffer,
  coding: string | undefined,
  limitBytes: number,
): DecodedBody {
  const name = coding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') return { kind: 'decoded', bytes };
  if (!isCoding(name)) return { kind: 'undecodable', detail: `content coding ${name}` };
  try {
    return { kind: 'decoded', bytes: decoders[name](bytes, { maxOutputLength: limitBytes }) };
  } catch (error) {
    const { code, message } = systemError(error);
    return code === 'ERR_BUFFER_TOO_LARGE'
      ? { kind: 'too-large', detail: `unpacks to more than ${limitBytes} bytes` }
      : { kind: 'undecodable', detail: `content coding ${name}: ${message}` };
  }
}

function isCoding(name: string): name is keyof typeof decoders {
  return Object.hasOwn(decoders, name);
}

/** What of the conditions the body does not meet, in words; empty when it meets all. */
export function unmetConditions(body: Buffer, conditions: BodyConditions): readonly string[] {
  const text = body.toString('utf8');
  const unmet = [conditions.contains ?? []]
    .flat()
    .filter((part) => !text.includes(part))
    .map((part) => `does not contain "${part}"`);
  if (conditions.matches !== undefined && !matchesPattern(text.trim(), conditions.matches)) {
    unmet.push(`does not match "${conditions.matches}"`);
  }
  if (conditions.json) unmet.push(...unmetJson(text, conditions.json));
  return unmet;
}

/** `*` stands for any text. Each part is looked for once from where the last ended: linear. */
export function matchesPattern(text: string, pattern: string): boolean {
  const parts = pattern.split('*');
  const first = parts.shift() ?? '';
  if (!text.startsWith(first)) return false;
  const last = parts.pop();
  if (last === undefined) return text === first;
  let from = first.length;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

function unmetJson(
  text: string,
  wanted: Readonly<Record<string, string | number | boolean | null>>,
): readonly string[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return ['is not JSON'];
  }
  return Object.entries(wanted).flatMap(([path, value]) => {
    const found = valueAt(document, path);
    if (found === value) return [];
    const words = found === undefined ? 'nothing' : JSON.stringify(found)?.slice(0, 200);
    return [`has ${words} at ${path}, expected is ${JSON.stringify(value)}`];
  });
}
