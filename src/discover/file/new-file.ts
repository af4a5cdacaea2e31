import { linkItems, modelItems, vantageItems } from './merge.ts';
import type { MergePlan } from './plan.ts';
import { itemLines } from './render.ts';
import type { NewItem } from './splice.ts';

export interface Heading {
  /** Name of the chain. */
  readonly chain: string;
  /** Where the published schema lies, seen from the file. */
  readonly schema: string;
  /** In what it was found: `this machine`. */
  readonly place: string;
}

/** A chain file with nothing but what was found, each link below its reasons. */
export function newFile(plan: MergePlan, { chain, schema, place }: Heading): string {
  const lines = [
    `# yaml-language-server: $schema=${schema}`,
    '#',
    `# What "weaklink discover" found from ${place}. Above each link stands why it is believed to be there,`,
    '# where that was seen and how sure it is. It is yours now: edit it; another run only adds to it.',
    '# What you took out comes back unless a line says so: "# discover: leave out NAME, HOST:PORT".',
    '',
    `chain: ${chain}`,
    ...section('vantages', vantageItems(plan)),
    ...section('models', modelItems(plan)),
    ...section('links', linkItems(plan)),
  ];
  return `${lines.join('\n')}\n`;
}

function section(name: string, items: readonly NewItem[]): readonly string[] {
  if (items.length === 0) return [];
  const lines = items.flatMap(({ key, value, comments }) => [
    ...comments,
    ...itemLines(key, value),
  ]);
  return ['', `${name}:`, ...lines.map((line) => `  ${line}`)];
}
