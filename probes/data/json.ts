/** The document in a body; undefined where it is no JSON. */
export function parseJson(body: Buffer | string): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** The value at a path of member names and indexes; undefined where it leads nowhere. */
export function at(document: unknown, ...path: readonly (string | number)[]): unknown {
  let value: unknown = document;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) {
      return undefined;
    }
    value = Reflect.get(value, step);
  }
  return value;
}

export function textAt(
  document: unknown,
  ...path: readonly (string | number)[]
): string | undefined {
  const value = at(document, ...path);
  return typeof value === 'string' ? value : undefined;
}

export function numberAt(
  document: unknown,
  ...path: readonly (string | number)[]
): number | undefined {
  const value = at(document, ...path);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
