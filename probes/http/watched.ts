import type { Fact } from '../../src/events/types.ts';
import { limits } from '../../src/platform/limits.ts';
import { headerText } from '../network/answer-facts.ts';
import type { ExchangeResponse } from '../network/http-exchange.ts';
import type { KeptText } from '../network/kept-text.ts';
import { decodeBody } from './body.ts';
import { valueAt } from './json-path.ts';
import type { HttpOptions } from './options.ts';

/** The values at the paths that are watched; a path that leads nowhere has none, as has a body that is no JSON. */
export function watchedFacts(
  { body, headers }: ExchangeResponse,
  { watch, bodyLimitBytes = limits.probeBodyBytes }: HttpOptions,
  kept: KeptText,
): Readonly<Record<string, Fact>> {
  if (!watch) return {};
  const decoded = decodeBody(body, headerText(headers, 'content-encoding'), bodyLimitBytes);
  if (decoded.kind !== 'decoded') return {};
  let document: unknown;
  try {
    document = JSON.parse(decoded.bytes.toString('utf8'));
  } catch {
    return {};
  }
  return Object.fromEntries(
    watch.flatMap((path) => {
      const value = valueAt(document, path);
      return value === undefined ? [] : [[`watched.${path}`, factOf(value, kept)]];
    }),
  );
}

/** Objects and lists are kept as their JSON, cut like any text. */
function factOf(value: unknown, kept: KeptText): Fact {
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return value;
  return kept.fact(typeof value === 'string' ? value : JSON.stringify(value));
}
