import { parseJson } from '../data/json.ts';
import type { Shape } from '../data/shape.ts';

/** The fields of a file of data as its first line tells; undefined where it tells none. */
export function fieldsOf(name: string, head: string): Shape | undefined {
  const line = head.split(/\r?\n/, 1).join();
  if (line === '') return undefined;
  if (/\.(?:jsonl|ndjson|json)$/i.test(name)) return fieldsOfJson(line);
  if (/\.tsv$/i.test(name)) return columns(line.split('\t'));
  return /\.csv$/i.test(name) ? columns(splitCsv(line)) : undefined;
}

function fieldsOfJson(line: string): Shape | undefined {
  const row = parseJson(line);
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return undefined;
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeOf(value)]));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** The order of columns means something in a file that names them once. */
function columns(names: readonly string[]): Shape {
  return Object.fromEntries(names.map((name, index) => [name.trim(), `column ${index + 1}`]));
}

/** RFC 4180, one line: quoted fields may hold commas and doubled quotes. */
function splitCsv(line: string): readonly string[] {
  const fields = line.replace(/^\uFEFF/, '').match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g) ?? [];
  const bare = fields.map((field) => field.replace(/,$/, ''));
  // The pattern also fits the nothing behind the last field.
  if (!line.endsWith(',') && bare.at(-1) === '') bare.pop();
  return bare.map((field) => field.replace(/^"([\s\S]*)"$/, '$1').replaceAll('""', '"'));
}
