export type JsonObject = Readonly<Record<string, unknown>>;

/** Steps of a dotted path; real ones have five. */
export const MAX_PATH_STEPS = 16;

export function objectOf(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : null;
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/**
 * What stands at a dotted path: `usage.prompt_tokens`, `choices.0.message`. A key that holds the dots
 * itself (`gen_ai.request.model`) is found as well. Undefined where nothing stands.
 */
export function valueAt(value: unknown, path: string): unknown {
  const object = objectOf(value);
  if (object !== null && Object.hasOwn(object, path)) return object[path];
  let at = value;
  for (const step of path.split('.', MAX_PATH_STEPS)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string, unknown>)[step];
  }
  return at;
}

/** JSON → data; undefined for what is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
