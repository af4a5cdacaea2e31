import type { Layer, Tables, Weights } from './effect.ts';

/** A symptom of HTTP → what a look in a store's own protocol calls it; the first that fits. */
const words: readonly (readonly [RegExp, string])[] = [
  [/^http\.(?:timeout|body_timeout)$/, 'store.timeout'],
  [/^http\.(?:closed|reset|truncated)$/, 'store.closed'],
  [/^http\.(?:malformed|header_overflow|body_mismatch|body_too_large)$/, 'store.malformed'],
  [/^http\.slow/, 'store.slow'],
  [/^http\.401$/, 'store.denied'],
  [/^http\.403$/, 'store.forbidden'],
  [/^http\.404$/, 'store.missing'],
  [/^http\.(?:429|529)$/, 'store.throttled'],
  [/^http\.507$/, 'store.full'],
  [/^http\./, 'store.error'],
];

/** What looks of a layer show; in a store's own protocol what HTTP would, where nothing else is known. */
export function shownOn(tables: Tables, layer: Layer): Weights {
  return layer === 'data' ? (tables.data ?? inWordsOfData(tables.http)) : tables[layer];
}

const told = new WeakMap<Weights, Weights>();

function inWordsOfData(http: Weights): Weights {
  const before = told.get(http);
  if (before) return before;
  const data: Record<string, number> = {};
  for (const [symptom, weight] of Object.entries(http)) {
    const word = words.find(([pattern]) => pattern.test(symptom))?.[1] ?? symptom;
    data[word] = (data[word] ?? 0) + weight;
  }
  told.set(http, data);
  return data;
}
