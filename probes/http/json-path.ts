/** A path into JSON: `status`, `data[0].id`. */
export const JSON_PATH = /^(?:[\w-]+|\[\d+\])(?:\.[\w-]+|\[\d+\])*$/;

/** The value at `path`, or undefined where the document has none. */
export function valueAt(document: unknown, path: string): unknown {
  let value = document;
  for (const step of path.match(/[\w-]+/g) ?? []) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}
