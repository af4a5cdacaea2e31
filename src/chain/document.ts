import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Place } from '../platform/errors.ts';
import { limits } from '../platform/limits.ts';
import { sanitise } from '../text/sanitise.ts';
import type { Problem } from './problems.ts';

/** Aliases that one file may use; each can repeat a whole tree, so a few hundred make a bomb. */
const maxAliases = 50;
/** Levels of nesting; a chain needs about eight. */
const maxDepth = 32;
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

export type Path = readonly (string | number)[];

/** A file, parsed, with the place of everything in it. */
export interface ParsedFile {
  /** Plain data; null when the file could not be parsed. */
  readonly data: unknown;
  readonly problems: readonly Problem[];
  /** Place of the value at `path`, or of the nearest parent that exists. */
  placeOf(path: Path): Place;
  /** Place of the key at the end of `path`. */
  placeOfKey(path: Path): Place;
}

/** YAML 1.2 text → data and places. Never throws; what is wrong is in `problems`. */
export function parseFile(text: string, file: string): ParsedFile {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const nothing = (problems: readonly Problem[]): ParsedFile => ({
    data: null,
    problems,
    placeOf: () => placeAt(0),
    placeOfKey: () => placeAt(0),
  });
  if (Buffer.byteLength(text) > limits.chainFileBytes) {
    return nothing([tooLarge(file)]);
  }
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    uniqueKeys: true,
    schema: 'core',
    version: '1.2',
    prettyErrors: false,
  });
  const [document, second] = Array.isArray(documents) ? documents : [];
  if (!document || document.contents === null) {
    return nothing([
      {
        code: 'E_EMPTY',
        message: 'the file is empty',
        hint: 'Run "weaklink init" for an example.',
        place: placeAt(0),
      },
    ]);
  }
  const problems: Problem[] = [...document.errors, ...document.warnings].map((error) => ({
    code:
      error.code === 'DUPLICATE_KEY'
        ? 'E_DUPLICATE'
        : error.code === 'TAG_RESOLVE_FAILED'
          ? 'E_TAG'
          : 'E_YAML',
    message: sanitise(
      describeYaml(error.code, error.message, text.slice(error.pos[0], error.pos[1])),
    ),
    ...hintOfYaml(error.code),
    place: placeAt(error.pos[0]),
  }));
  if (second) {
    problems.push({
      code: 'E_YAML',
      message: 'the file holds more than one YAML document',
      hint: 'Keep one chain a file, without "---" between.',
      place: placeAt(second.range[0]),
    });
  }
  problems.push(...unsafeParts(document, placeAt));
  if (problems.length > 0) return nothing(problems);
  return {
    data: document.toJS({ maxAliasCount: maxAliases }),
    problems,
    placeOf: (path) => placeAt(offsetOf(document, path)),
    placeOfKey: (path) => placeAt(keyOffsetOf(document, path) ?? offsetOf(document, path)),
  };
}

export function tooLarge(file: string): Problem {
  return {
    code: 'E_LIMIT',
    message: `the file is larger than ${limits.chainFileBytes} bytes`,
    hint: 'Split the chain, or look whether this is the right file.',
    place: { file, line: 1, column: 1 },
  };
}

function describeYaml(code: string, message: string, source: string): string {
  if (code === 'DUPLICATE_KEY')
    return `the key "${source.split(':')[0]?.trim()}" stands here twice`;
  if (code === 'TAG_RESOLVE_FAILED') return `the tag ${source.split(/\s/)[0]} is not allowed`;
  return `not valid YAML: ${message.split('\n')[0]}`;
}

function hintOfYaml(code: string): { hint?: string } {
  if (code === 'DUPLICATE_KEY') return { hint: 'Give each its own name, or remove one.' };
  if (code === 'TAG_RESOLVE_FAILED') return { hint: 'Write plain values, without "!".' };
  return {};
}

/** Aliases that could explode, keys that could reach into objects, nesting without end. */
function unsafeParts(
  document: Document.Parsed,
  placeAt: (offset: number) => Place,
): readonly Problem[] {
  const problems: Problem[] = [];
  let aliases = 0;
  visit(document, {
    Alias(_key, node) {
      aliases += 1;
      if (aliases === maxAliases + 1) {
        problems.push({
          code: 'E_LIMIT',
          message: `more than ${maxAliases} aliases (*name)`,
          hint: 'Write the values out; aliases of aliases can grow without bound.',
          place: placeAt(node.range?.[0] ?? 0),
        });
      }
    },
    Node(_key, node, path) {
      if (path.length > maxDepth * 2) {
        problems.push({
          code: 'E_LIMIT',
          message: `nested deeper than ${maxDepth} levels`,
          place: placeAt(node.range?.[0] ?? 0),
        });
        return visit.BREAK;
      }
      return undefined;
    },
    Pair(_key, pair) {
      const name = isScalar(pair.key) ? pair.key.value : undefined;
      const offset = (pair.key as Node | null)?.range?.[0] ?? 0;
      if (typeof name === 'string' && forbiddenKeys.has(name)) {
        problems.push({
          code: 'E_KEY',
          message: `the key "${name}" is not allowed`,
          hint: 'Choose another name.',
          place: placeAt(offset),
        });
      }
      if (!isScalar(pair.key) && !isAlias(pair.key)) {
        problems.push({
          code: 'E_KEY',
          message: 'a key must be plain text',
          place: placeAt(offset),
        });
      }
    },
  });
  return problems;
}

function offsetOf(document: Document.Parsed, path: Path): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of [undefined, ...path]) {
    if (step !== undefined) node = childOf(document, node, step);
    const range = (node as Node | null | undefined)?.range;
    if (!range) break;
    offset = range[0];
  }
  return offset;
}

function keyOffsetOf(document: Document.Parsed, path: Path): number | undefined {
  let node: unknown = document.contents;
  for (const step of path.slice(0, -1)) node = childOf(document, node, step);
  if (isAlias(node)) node = node.resolve(document);
  if (!isMap(node)) return undefined;
  return (pairOf(node, path.at(-1) ?? '')?.key as Node | undefined)?.range?.[0];
}

function childOf(document: Document.Parsed, node: unknown, step: string | number): unknown {
  const real = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(real)) return real.items[Number(step)];
  return isMap(real) ? pairOf(real, step)?.value : undefined;
}

/** Keys are compared as text: `1:` and `"1":` name the same thing. */
function pairOf(map: YAMLMap, key: string | number) {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key));
}
