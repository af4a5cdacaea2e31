import { WeaklinkError } from '../../../platform/errors.ts';
import type { JsonValue } from '../../experiment-types.ts';
import { parseJsonPath } from './parse.ts';
import type { Comparison, Selector, Step } from './step.ts';

/** Values that one search may visit: several times those of a body of 1 MB. */
const maxVisits = 500_000;

/** Counts what is visited, so that no path over no document takes long. */
class Visits {
  #left = maxVisits;

  spend(count: number): void {
    this.#left -= count;
    if (this.#left >= 0) return;
    throw new WeaklinkError({
      code: 'E_LIMIT',
      message: `the path visits more than ${maxVisits} values`,
      hint: 'Use ".." once at most.',
    });
  }
}

/**
 * Every value at the path, in the order of the document.
 *
 * @throws JsonPathError for a path that we do not have, WeaklinkError E_LIMIT
 */
export function findAll(document: JsonValue, path: string): readonly JsonValue[] {
  const visits = new Visits();
  return parseJsonPath(path).reduce<readonly JsonValue[]>(
    (values, step) => values.flatMap((value) => taken(value, step, visits)),
    [document],
  );
}

function taken(value: JsonValue, { deep, selectors }: Step, visits: Visits): readonly JsonValue[] {
  const from = deep ? withDescendants(value, visits) : [value];
  return from.flatMap((one) =>
    selectors.flatMap((selector) => {
      const found = selected(one, selector);
      visits.spend(found.length + 1);
      return found;
    }),
  );
}

/** A value and all below it, breadth first and without recursion: bodies may nest deep. */
function withDescendants(value: JsonValue, visits: Visits): readonly JsonValue[] {
  const all: JsonValue[] = [value];
  for (let index = 0; index < all.length; index += 1) {
    const members = membersOf(all[index] ?? null);
    visits.spend(members.length);
    for (const member of members) all.push(member);
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
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  if (!Object.hasOwn(value, name)) return [];
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
