import type { JsonValue } from '../../experiment-types.ts';
import { parseJsonPath } from './parse.ts';
import type { Comparison, Selector, Step } from './step.ts';

/** Values found, and visited on the way: a body of 1 MB has fewer. */
const maxValues = 100_000;

/** Every value at the path, in the order of the document; at most 100,000. @throws JsonPathError */
export function findAll(document: JsonValue, path: string): readonly JsonValue[] {
  return parseJsonPath(path).reduce<readonly JsonValue[]>(
    (values, step) => values.flatMap((value) => taken(value, step)).slice(0, maxValues),
    [document],
  );
}

function taken(value: JsonValue, { deep, selectors }: Step): readonly JsonValue[] {
  const from = deep ? withDescendants(value) : [value];
  return from.flatMap((one) => selectors.flatMap((selector) => selected(one, selector)));
}

/** A value and all below it, breadth first and without recursion: bodies may nest deep. */
function withDescendants(value: JsonValue): readonly JsonValue[] {
  const all: JsonValue[] = [value];
  for (let index = 0; index < all.length && all.length < maxValues; index += 1) {
    all.push(...membersOf(all[index] ?? null));
  }
  return all;
}

function membersOf(value: JsonValue): readonly JsonValue[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

function selected(value: JsonValue, selector: Selector): readonly JsonValue[] {
  switch (selector.kind) {
    case 'all':
      return membersOf(value);
    case 'name':
      return memberOf(value, selector.name);
    case 'index': {
      const found = Array.isArray(value) ? value.at(selector.index) : undefined;
      return found === undefined ? [] : [found as JsonValue];
    }
    case 'slice':
      return Array.isArray(value) ? value.slice(selector.from ?? 0, selector.to ?? undefined) : [];
    case 'filter':
      return membersOf(value).filter((member) => passes(member, selector));
  }
}

function memberOf(value: JsonValue, name: string): readonly JsonValue[] {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return [];
  const member = (value as Readonly<Record<string, JsonValue>>)[name];
  return member === undefined ? [] : [member];
}

function passes(member: JsonValue, filter: Extract<Selector, { kind: 'filter' }>): boolean {
  const found = filter.names.reduce<readonly JsonValue[]>(
    (values, name) => values.flatMap((value) => memberOf(value, name)),
    [member],
  );
  const [value] = found;
  if (value === undefined) return false;
  return filter.compare === null || compares(value, filter.compare, filter.with);
}

function compares(a: JsonValue, how: Comparison, b: JsonValue): boolean {
  if (how === '==') return a === b;
  if (how === '!=') return a !== b;
  if (typeof a !== typeof b || (typeof a !== 'number' && typeof a !== 'string')) return false;
  const [left, right] = [a, b as typeof a];
  if (how === '<') return left < right;
  if (how === '<=') return left <= right;
  return how === '>' ? left > right : left >= right;
}
