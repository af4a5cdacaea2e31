import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import type { Place } from '../platform/errors.ts';
import { limits } from '../platform/limits.ts';
import { sanitise } from '../text/sanitise.ts';
import type { Problem } from './problems.ts';
import { unsafeParts } from './unsafe-yaml.ts';

/** What aliases may repeat, in values; far more than defaults written once for a whole chain. */
const maxRepeats = 1_000;

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

/** What a kind of file is called where its text as a whole is wrong. */
export interface FileWords {
  /** What to do about each, a sentence. */
  readonly empty: string;
  readonly several: string;
  readonly tooLarge: string;
}

const chainWords: FileWords = {
  empty: 'Run "weaklink init" for an example.',
  several: 'Keep one chain a file, without "---" between.',
  tooLarge: 'Split the chain, or look whether this is the right file.',
};

/** YAML 1.2 text → data and places. Never throws; what is wrong is in `problems`. */
export function parseFile(text: string, file: string, words: FileWords = chainWords): ParsedFile {
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
  const first = (problem: Omit<Problem, 'place'>) => nothing([{ ...problem, place: placeAt(0) }]);
  if (Buffer.byteLength(text) > limits.chainFileBytes) return nothing([tooLarge(file, words)]);
  // UTF-16 read as UTF-8 is full of these.
  if (text.includes('\0')) return nothing([notUtf8(file)]);
  const [document, second] = documentsOf(text, lines);
  if (!document || (isScalar(document.contents) && document.contents.value === null)) {
    return first({ ...empty, hint: words.empty });
  }
  const unsafe = unsafeParts(document, placeAt);
  // What is nested too deep also makes the parser stumble: its own complaints would be noise.
  const tooDeep = unsafe.filter(({ code }) => code === 'E_LIMIT');
  if (tooDeep.length > 0) return nothing(tooDeep);
  const problems = [
    ...yamlProblems([...document.errors, ...document.warnings], text, placeAt),
    ...(second
      ? [{ ...severalDocuments, hint: words.several, place: placeAt(second.range[0]) }]
      : []),
    ...unsafe,
  ];
  if (problems.length > 0) return nothing(problems);
  const data = dataOf(document);
  if (data === undefined) return first(aliasBomb);
  return {
    data,
    problems,
    placeOf: (path) => placeAt(offsetOf(document, path)),
    placeOfKey: (path) => placeAt(keyOffsetOf(document, path) ?? offsetOf(document, path)),
  };
}

function documentsOf(text: string, lineCounter: LineCounter): readonly Document.Parsed[] {
  const documents = parseAllDocuments(text, {
    lineCounter,
    // Checked in linear time by unsafeParts; the parser's own check is quadratic.
    uniqueKeys: false,
    schema: 'core',
    version: '1.2',
    prettyErrors: false,
  });
  return Array.isArray(documents) ? documents : [];
}

const empty = {
  code: 'E_EMPTY',
  message: 'the file is empty',
} as const;
const severalDocuments = {
  code: 'E_YAML',
  message: 'the file holds more than one YAML document',
} as const;
const aliasBomb = {
  code: 'E_LIMIT',
  message: 'aliases of aliases (*name) make the file grow without bound',
  hint: 'Write the values out.',
} as const;

/** Plain data; `undefined` when its aliases repeat more than the file may hold. */
function dataOf(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: maxRepeats });
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

/** One a line: after the first, the parser mostly complains about what the first caused. */
function yamlProblems(
  errors: readonly YAMLError[],
  text: string,
  placeAt: (offset: number) => Place,
): readonly Problem[] {
  const lines = new Set<number>();
  return errors.flatMap(({ code, message, pos: [start, end] }): readonly Problem[] => {
    const place = placeAt(start);
    if (lines.has(place.line)) return [];
    lines.add(place.line);
    if (code !== 'TAG_RESOLVE_FAILED') {
      return [{ code: 'E_YAML', message: notYaml(message), place }];
    }
    const tag = sanitise(text.slice(start, end).split(/\s/)[0] ?? '');
    const hint = 'Write plain values, without "!".';
    return [{ code: 'E_TAG', message: `the tag ${tag} is not allowed`, hint, place }];
  });
}

/** Of the parser's message only the words, not what it quotes of the file: that may be a secret. */
function notYaml(message: string): string {
  return sanitise(`not valid YAML: ${message.split(/[\n:]/)[0]}`);
}

export function notUtf8(file: string): Problem {
  return {
    code: 'E_ENCODING',
    message: 'the file is not UTF-8 text',
    hint: 'Save it as UTF-8.',
    place: { file, line: 1, column: 1 },
  };
}

export function tooLarge(file: string, words: FileWords = chainWords): Problem {
  return {
    code: 'E_LIMIT',
    message: `the file is larger than ${limits.chainFileBytes} bytes`,
    hint: words.tooLarge,
    place: { file, line: 1, column: 1 },
  };
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
