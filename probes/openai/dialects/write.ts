import type { Fields } from '../json.ts';

/** An address of the API: `path` below the base, which may end in a slash and have a query. */
export function below(
  base: string,
  path: string,
  query: Readonly<Record<string, string>> = {},
): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
  url.hash = '';
  for (const [name, value] of Object.entries(query)) {
    if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  return url;
}

/** Fields with those that a chain file states; `null` leaves one out. */
export function withParameters(fields: Fields, parameters: Fields): Fields {
  const all = Object.entries({ ...fields, ...parameters });
  return Object.fromEntries(all.filter(([, value]) => value !== null));
}

/** A finish reason of an API in the words of chat completions; any other stays as it is. */
export function reasonIn(
  words: Readonly<Record<string, string>>,
  reason: string | undefined,
): string | undefined {
  return reason === undefined ? undefined : (words[reason] ?? reason);
}
