/** One measured value. */
export interface Sample {
  readonly name: string;
  /** A map, since any text may be a label's name. */
  readonly labels: ReadonlyMap<string, string>;
  /** NaN and the infinities are values too. */
  readonly value: number;
  /** Milliseconds since the epoch, where the line says when it was measured. */
  readonly timestampMs: number | null;
}

/** Labels of one sample; Kubernetes adds some twenty. */
const MAX_LABELS = 128;

const space = /[ \t]*/y;
const bareName = /[a-zA-Z_:][\w:]*/y;
const quoted = /"([^"\\]*(?:\\.[^"\\]*)*)"/sy;
const word = /[^ \t#]+/y;

/** Walks along one line. */
class Reader {
  readonly #line: string;
  #index = 0;

  constructor(line: string) {
    this.#line = line;
  }

  /** What a sticky pattern matches here: its first group, or all of it. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#index;
    const match = pattern.exec(this.#line);
    if (match) this.#index = pattern.lastIndex;
    return match?.[1] ?? match?.[0];
  }

  /** The next word, and the space around it. */
  word(): string | undefined {
    this.take(space);
    const found = this.take(word);
    this.take(space);
    return found;
  }

  sees(character: string): boolean {
    this.take(space);
    return this.#line[this.#index] === character;
  }

  passes(character: string): boolean {
    const seen = this.sees(character);
    if (seen) this.#index += 1;
    return seen;
  }

  get atEnd(): boolean {
    return this.#index >= this.#line.length;
  }
}

/**
 * `name{label="value",…} 1.5 timestamp # {…} exemplar` → its sample, or why it is none. The
 * exemplar is left out unread.
 *
 * @param unit milliseconds in one unit of a timestamp
 */
export function readSampleLine(line: string, unit: number): Sample | string {
  const reader = new Reader(line);
  reader.take(space);
  const bare = reader.take(bareName);
  const inside = reader.passes('{') ? readLabels(reader, bare === undefined) : noLabels;
  if (typeof inside === 'string') return inside;
  const name = bare ?? inside.name;
  if (name === undefined) return 'it has no name';
  const value = numberOf(reader.word());
  if (value === undefined) return 'it has no value';
  const stamp = reader.word();
  const time = numberOf(stamp);
  if (stamp !== undefined && !Number.isFinite(time)) return 'its timestamp is no number';
  if (!reader.atEnd && !reader.sees('#')) return 'something follows its value';
  const timestampMs = time === undefined ? null : time * unit;
  return { name, labels: inside.labels, value, timestampMs };
}

interface Inside {
  /** Names outside the old alphabet stand in quotes among the labels. */
  readonly name: string | undefined;
  readonly labels: ReadonlyMap<string, string>;
}

const noLabels: Inside = { name: undefined, labels: new Map() };

function readLabels(reader: Reader, mayName: boolean): Inside | string {
  const labels = new Map<string, string>();
  let name: string | undefined;
  while (!reader.passes('}')) {
    const raw = reader.take(quoted) ?? reader.take(bareName);
    if (raw === undefined) return 'its labels are malformed';
    const key = unescapeText(raw);
    if (reader.passes('=')) {
      reader.take(space);
      const value = reader.take(quoted);
      if (value === undefined) return 'a label has no value';
      if (labels.has(key)) return 'a label stands twice';
      if (labels.size >= MAX_LABELS) return 'it has too many labels';
      labels.set(key, unescapeText(value));
    } else if (mayName && name === undefined) name = key;
    else return 'a label has no value';
    if (!reader.passes(',') && !reader.sees('}')) return 'its labels are malformed';
  }
  return { name, labels };
}

const specialNumbers: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
]);

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  return specialNumbers.get(text.toLowerCase());
}

/** The three escapes that the format knows; any other backslash is itself. */
export function unescapeText(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(["\\n])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}
