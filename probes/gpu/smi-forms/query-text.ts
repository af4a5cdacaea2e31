import { type SmiField, smiField } from '../smi-field.ts';
import { nth, type SmiFields, type SmiLog } from '../smi-log.ts';
import { xmlPathOfText } from './text-paths.ts';

/** Characters of a line looked at; names of processes are the longest values. */
const LINE_CHARACTERS = 4_096;
/** Levels of sections; real ones have five. */
const MAX_DEPTH = 16;

const banner = /^=+NVSMI LOG=+\s*$/m;
const cardLine = /^GPU ([0-9A-F]{4,8}:[0-9A-F]{2}:[0-9A-F]{2}\.[0-7])\s*$/i;
/** `    Name of the field      : value` */
const fieldLine = /^( *)(\S(?:.*?\S)?) +: ?(.*)$/;

interface Open {
  readonly indent: number;
  readonly path: string;
}

/** Fields of one card, or of what stands beside the cards, while they are read. */
class Part {
  readonly fields = new Map<string, SmiField>();
  readonly #open: Open[] = [];
  readonly #times = new Map<string, number>();

  add(indent: number, name: string, value: string | null): void {
    while ((this.#open.at(-1)?.indent ?? -1) >= indent) this.#open.pop();
    const parent = this.#open.at(-1);
    const path = this.#unique(parent ? `${parent.path}.${name}` : name);
    if (value !== null) this.fields.set(this.#free(xmlPathOfText(path)), smiField(value));
    if (this.#open.length < MAX_DEPTH) this.#open.push({ indent, path });
  }

  #unique(path: string): string {
    const times = this.#times.get(path) ?? 0;
    this.#times.set(path, times + 1);
    return nth(path, times);
  }

  /** Two names must not end as one path: the second keeps a mark. */
  #free(path: string): string {
    return this.fields.has(path) ? `${path}#${this.fields.size}` : path;
  }
}

/** What `nvidia-smi -q` prints without `-x`; null where the text is none of it. Never throws. */
export function readQueryText(text: string): SmiLog | null {
  const start = banner.exec(text);
  if (!start) return null;
  const beside = new Part();
  const cards: SmiFields[] = [];
  let part = beside;
  for (const whole of text.slice(start.index + start[0].length).split('\n')) {
    const line = whole.slice(0, LINE_CHARACTERS).replaceAll('\t', '    ').trimEnd();
    if (line === '') continue;
    const bus = cardLine.exec(line)?.[1];
    if (bus !== undefined) {
      part = new Part();
      part.fields.set('@id', smiField(bus));
      cards.push(part.fields);
      continue;
    }
    const field = fieldLine.exec(line);
    if (field) part.add(field[1]?.length ?? 0, nameOf(field[2] ?? ''), field[3] ?? '');
    else part.add(line.length - line.trimStart().length, nameOf(line), null);
  }
  const attached = beside.fields.get('attached_gpus')?.number ?? cards.length;
  const truncated = attached > cards.length;
  const told = `${cards.length} ${cards.length === 1 ? 'is' : 'are'} told of`;
  return {
    root: 'nvidia_smi_text',
    version: null,
    fields: beside.fields,
    gpus: cards,
    truncated,
    warnings: truncated ? [`${attached} cards are attached, ${told}`] : [],
  };
}

/** `FB Memory Usage` → `fb_memory_usage`. */
function nameOf(words: string): string {
  return words
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '');
}
