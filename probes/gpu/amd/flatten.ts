import { type SmiField, smiField } from '../smi-field.ts';

/** Fields of one card; a card with eight dies has some 600. */
const MAX_FIELDS = 8_192;
/** Levels of nesting; real ones have five. */
const MAX_DEPTH = 12;

const scalar = (value: unknown): value is string | number | boolean | null =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/**
 * A tree of JSON → its leaves by path, `usage.gfx_activity`; the n-th of a list carries `[n]`. A pair
 * `{value, unit}` is one leaf. Nothing is left out up to the limits, of which `full` tells.
 */
export function flatten(tree: unknown): { fields: Map<string, SmiField>; full: boolean } {
  const fields = new Map<string, SmiField>();
  let full = false;
  const walk = (node: unknown, path: string, depth: number): void => {
    if (fields.size >= MAX_FIELDS || depth > MAX_DEPTH) {
      full = true;
      return;
    }
    if (scalar(node)) fields.set(path, smiField(node === null ? 'N/A' : String(node)));
    else if (Array.isArray(node)) {
      for (const [index, item] of node.entries()) walk(item, `${path}[${index}]`, depth + 1);
    } else if (typeof node === 'object' && node !== null) {
      const measured = measure(node);
      if (measured !== null) fields.set(path, smiField(measured));
      else {
        for (const [name, item] of Object.entries(node)) {
          walk(item, path === '' ? name : `${path}.${name}`, depth + 1);
        }
      }
    }
  };
  walk(tree, '', 0);
  return { fields, full };
}

function measure(node: object): string | null {
  const { value, unit } = node as { value?: unknown; unit?: unknown };
  if (!scalar(value) || typeof unit !== 'string' || Object.keys(node).length !== 2) return null;
  return `${value ?? 'N/A'} ${unit}`.trim();
}
