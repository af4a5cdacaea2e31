import type { SmiField } from '../smi-field.ts';
import type { SmiFields, SmiLog } from '../smi-log.ts';
import { flatten } from './flatten.ts';
import { canonicalFields } from './paths.ts';
import { readAmdText, readRocmCsv } from './text-forms.ts';

/** Characters of JSON that are read; eight cards with all there is are about 500,000. */
const JSON_CHARACTERS = 4_194_304;
const MAX_CARDS = 256;
/** Marks of the lines that tools print before their JSON: warnings of Python among them. */
const JSON_START = /[[{]/;

/**
 * What `amd-smi` or `rocm-smi` printed, as JSON or as text, in the form of nvidia-smi's document; null
 * where the text is neither. Several answers of amd-smi (`static`, `metric`, `process`) are joined
 * by the number of the card. Never throws.
 */
export function readAmdOutput(...texts: readonly string[]): SmiLog | null {
  const cards = new Map<string, Map<string, SmiField>>();
  const beside = new Map<string, SmiField>();
  const warnings: string[] = [];
  for (const text of texts) {
    const tree = parse(text);
    for (const [key, part] of cardsOf(tree)) {
      if (cards.size >= MAX_CARDS && !cards.has(key)) continue;
      const { fields, full } = flatten(withoutProcesses(part));
      if (full) warnings.push(`card ${key} has more fields than are read`);
      const known = cards.get(key) ?? new Map<string, SmiField>();
      for (const [path, field] of [...fields, ...processFields(part)]) {
        if (!known.has(path)) known.set(path, field);
      }
      cards.set(key, known);
    }
    for (const [name, field] of flatten(systemOf(tree)).fields) beside.set(name, field);
  }
  if (cards.size === 0) return null;
  const driver =
    beside.get('Driver version') ?? first(cards, 'driver.version', 'driver.driver_version');
  if (driver) beside.set('driver_version', driver);
  const gpus: readonly SmiFields[] = [...cards.values()].map(canonicalFields);
  return { root: 'amd_smi', version: null, fields: beside, gpus, truncated: false, warnings };
}

function parse(text: string): unknown {
  if (text.length > JSON_CHARACTERS) return null;
  const start = text.search(JSON_START);
  try {
    if (start !== -1) return JSON.parse(text.slice(start));
  } catch {
    // Brackets stand in the other forms too.
  }
  return readAmdText(text) ?? readRocmCsv(text);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** By card: `[{gpu: 0, …}]`, `{gpu_data: [{gpu: 0, …}]}` of newer amd-smi, `{card0: {…}}` of rocm-smi. */
function cardsOf(tree: unknown): readonly (readonly [string, Record<string, unknown>])[] {
  const list = isObject(tree) && Array.isArray(tree.gpu_data) ? tree.gpu_data : tree;
  if (Array.isArray(list)) {
    return list.flatMap((card) =>
      isObject(card) && (typeof card.gpu === 'number' || typeof card.gpu === 'string')
        ? [[String(card.gpu), card] as const]
        : [],
    );
  }
  if (!isObject(list)) return [];
  return Object.entries(list).flatMap(([key, card]) =>
    /^card\d{1,3}$/.test(key) && isObject(card) ? [[key.slice(4), card] as const] : [],
  );
}

function systemOf(tree: unknown): unknown {
  return isObject(tree) && isObject(tree.system) ? tree.system : {};
}

function first(
  cards: ReadonlyMap<string, SmiFields>,
  ...paths: readonly string[]
): SmiField | undefined {
  const [card] = cards.values();
  return paths.map((path) => card?.get(path)).find((field) => field !== undefined);
}

function withoutProcesses({ process_list: _, ...rest }: Record<string, unknown>): unknown {
  return rest;
}

const BYTES_IN_MIB = 1_048_576;
const MAX_PROCESSES = 256;

/** `process_list` of amd-smi under the paths of nvidia-smi's processes. */
function processFields(card: Record<string, unknown>): readonly (readonly [string, SmiField])[] {
  const list = Array.isArray(card.process_list) ? card.process_list : [];
  return list.slice(0, MAX_PROCESSES).flatMap((entry, index) => {
    const info = isObject(entry) && isObject(entry.process_info) ? entry.process_info : entry;
    if (!isObject(info)) return [];
    const path = `processes.process_info${index === 0 ? '' : `[${index}]`}`;
    const { fields } = flatten(info);
    const held =
      fields.get('memory_usage.vram_mem') ?? fields.get('mem_usage') ?? fields.get('mem');
    const mib =
      held?.number === undefined
        ? null
        : Math.round(
            held.unit === 'B' || held.unit === undefined ? held.number / BYTES_IN_MIB : held.number,
          );
    return [
      [`${path}.pid`, fields.get('pid') ?? { raw: '', missing: 'n/a' as const }],
      [`${path}.process_name`, fields.get('name') ?? { raw: '?' }],
      [`${path}.type`, { raw: 'C' }],
      ...(mib === null
        ? []
        : [[`${path}.used_memory`, { raw: `${mib} MiB`, number: mib, unit: 'MiB' }] as const]),
      ...[...fields].map(([name, field]) => [`${path}.amd.${name}`, field] as const),
    ] as const;
  });
}
