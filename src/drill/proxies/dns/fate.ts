import { type DecodedPacket, decode } from 'dns-packet';
import type { LiveToxic } from '../toxic.ts';
import { dnsFaultOf, type Fate } from './faults.ts';

/** What the toxics do to one question, the first that has an answer deciding; null: nothing. */
export function fateOf(
  message: Buffer,
  toxics: readonly LiveToxic[],
): { readonly fate: Fate; readonly toxic: LiveToxic } | null {
  if (toxics.length === 0) return null;
  const query = decoded(message);
  const name = query?.questions?.[0]?.name;
  if (!query || name === undefined) return null;
  const met = toxics.flatMap((toxic) => {
    const attributes = toxic.attributes as { readonly name: string };
    if (!isMatch(name, attributes.name) || Math.random() >= toxic.toxicity) return [];
    return [{ fate: dnsFaultOf(toxic.type).fateOf(query, attributes), toxic }];
  });
  return met.find(({ fate }) => fate.do !== 'delay') ?? met[0] ?? null;
}

/** `*` stands for any text; case and a dot at the end do not matter. Linear, whatever the pattern. */
export function isMatch(name: string, pattern: string): boolean {
  const [first = '', ...rest] = normal(pattern).split('*');
  let left = normal(name);
  if (!left.startsWith(first)) return false;
  left = left.slice(first.length);
  const last = rest.pop();
  if (last === undefined) return left === '';
  for (const piece of rest) {
    const at = left.indexOf(piece);
    if (at < 0) return false;
    left = left.slice(at + piece.length);
  }
  return left.endsWith(last);
}

const normal = (name: string): string => name.toLowerCase().replace(/\.$/, '');

function decoded(message: Buffer): DecodedPacket | undefined {
  try {
    return decode(message);
  } catch {
    return undefined;
  }
}
