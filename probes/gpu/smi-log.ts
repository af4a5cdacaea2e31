import { type SmiField, smiField } from './smi-field.ts';
import { readSmiXml, type XmlNode } from './smi-xml.ts';

/**
 * Fields by path. A path is the names of the elements with dots: `pci.pci_bus_id`. The second of
 * several with the same name carries `[1]`, the third `[2]`: `processes.process_info[1].pid`.
 * An attribute is `@id`. An element without content is a field with an empty text.
 */
export type SmiFields = ReadonlyMap<string, SmiField>;

/** Everything that one run of the tool said: no field is left out. */
export interface SmiLog {
  readonly root: string;
  readonly version: number | null;
  /** What stands beside the cards: `driver_version`, `attached_gpus` … */
  readonly fields: SmiFields;
  /** One per card, in the order of the tool. */
  readonly gpus: readonly SmiFields[];
  readonly truncated: boolean;
  readonly warnings: readonly string[];
}

export type SmiLogReading =
  | { readonly kind: 'read'; readonly log: SmiLog }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly why: string };

/** What `nvidia-smi -q -x` printed → all its fields. Never throws. */
export function readSmiLog(text: string): SmiLogReading {
  const xml = readSmiXml(text);
  if (xml.kind !== 'read') return xml;
  const isGpu = (node: XmlNode) => node.name === 'gpu' && node.children.length > 0;
  const cards = xml.root.children.filter(isGpu);
  const beside = { ...xml.root, children: xml.root.children.filter((node) => !isGpu(node)) };
  return {
    kind: 'read',
    log: {
      root: xml.root.name,
      version: xml.version,
      fields: fieldsOf(beside),
      gpus: cards.map(fieldsOf),
      truncated: xml.truncated,
      warnings: xml.warnings,
    },
  };
}

function fieldsOf(node: XmlNode): SmiFields {
  const fields = new Map<string, SmiField>();
  collect(node, '', fields);
  return fields;
}

function collect(node: XmlNode, path: string, into: Map<string, SmiField>): void {
  for (const [name, value] of node.attributes) into.set(join(path, `@${name}`), smiField(value));
  const seen = new Map<string, number>();
  for (const child of node.children) {
    const count = seen.get(child.name) ?? 0;
    seen.set(child.name, count + 1);
    collect(child, nth(join(path, child.name), count), into);
  }
  // The root of a part is no field; text beside children is one, under a name no element can have.
  if (path === '') return;
  if (node.children.length === 0) into.set(path, smiField(node.text));
  else if (node.text !== '') into.set(join(path, '#text'), smiField(node.text));
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** The path of the n-th (from 0) of several elements with one name. */
export function nth(path: string, index: number): string {
  return index === 0 ? path : `${path}[${index}]`;
}
