import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Of the published schema, seen from the bundle in `dist/` and from this file in `src/cli/init/`. */
const schemaPlaces = ['../schema', '../../../schema'] as const;

/** Relative where the schema lies below the chain file, so that the project can move; else a URL. */
export function schemaReference(file: string): string {
  const schema = schemaPlaces
    .map((place) => join(import.meta.dirname, place, 'chain.schema.json'))
    .find((path) => existsSync(path));
  if (schema === undefined) return 'chain.schema.json';
  const path = relative(dirname(resolve(file)), schema);
  return path.startsWith('..') || isAbsolute(path)
    ? pathToFileURL(schema).href
    : encodeURI(`./${path}`);
}
