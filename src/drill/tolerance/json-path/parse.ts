import type { JsonValue } from '../../experiment-types.ts';
import type { Comparison, Selector, Step } from './step.ts';

/** Characters of a path, and steps in it: real ones have five. */
const maxCharacters = 500;
const maxSteps = 50;

const name = /^(?:[\p{L}_][\p{L}\p{N}_-]*)/u;
const inBrackets = /^\[((?:'[^']*'|"[^"]*"|[^\]'"])*)\]/;
const filter =
  /^\?\s*\(?\s*@((?:\.[\p{L}_][\p{L}\p{N}_-]*)*)\s*(?:(==|!=|<=|>=|<|>)\s*(.+?))?\s*\)?$/u;

export class JsonPathError extends Error {}

/**
 * `$.choices[0].message`, `$..status`, `$.nodes[?(@.ready == false)].name` → its steps. What other
 * dialects have beyond it (functions, scripts, `&&`, parents) is refused by name.
 *
 * @throws JsonPathError
 */
export function parseJsonPath(path: string): readonly Step[] {
  if (path.length > maxCharacters)
    throw new JsonPathError(`is longer than ${maxCharacters} characters`);
  let rest = path.replace(/^\$/, '');
  // A path may leave the dollar sign and its dot away.
  if (rest === path && name.test(rest)) rest = `.${rest}`;
  const steps: Step[] = [];
  while (rest !== '') {
    const { step, length } = firstStep(rest);
    steps.push(step);
    if (steps.length > maxSteps) throw new JsonPathError(`has more than ${maxSteps} steps`);
    rest = rest.slice(length);
  }
  return steps;
}

function firstStep(rest: string): { readonly step: Step; readonly length: number } {
  const deep = rest.startsWith('..');
  const dots = deep ? 2 : rest.startsWith('.') ? 1 : 0;
  const after = rest.slice(dots);
  const [bracket, inside] = inBrackets.exec(after) ?? [];
  if (bracket !== undefined && (dots === 0 || deep)) {
    const selectors = splitOutsideQuotes(inside ?? '').map(selectorOf);
    return { step: { deep, selectors }, length: dots + bracket.length };
  }
  if (dots > 0 && after.startsWith('*')) {
    return { step: { deep, selectors: [{ kind: 'all' }] }, length: dots + 1 };
  }
  const [word] = name.exec(after) ?? [];
  if (dots === 0 || word === undefined) throw unsupported(rest);
  if (after.startsWith('(', word.length)) throw unsupported(`${word}()`);
  return { step: { deep, selectors: [{ kind: 'name', name: word }] }, length: dots + word.length };
}

function selectorOf(text: string): Selector {
  const inside = text.trim();
  if (inside === '*') return { kind: 'all' };
  if (/^-?\d+$/.test(inside)) return { kind: 'index', index: Number(inside) };
  const quoted = /^(?:'([^']*)'|"([^"]*)")$/.exec(inside);
  if (quoted) return { kind: 'name', name: quoted[1] ?? quoted[2] ?? '' };
  const slice = /^(-?\d*):(-?\d*)$/.exec(inside);
  if (slice) return { kind: 'slice', from: numberOr(slice[1]), to: numberOr(slice[2]) };
  const [whole, names = '', compare, value] = filter.exec(inside) ?? [];
  if (whole === undefined) throw unsupported(`[${inside}]`);
  return {
    kind: 'filter',
    names: names.split('.').slice(1),
    compare: (compare ?? null) as Comparison | null,
    with: value === undefined ? null : literalOf(value, inside),
  };
}

function literalOf(text: string, whole: string): JsonValue {
  const quoted = /^'([^']*)'$/.exec(text);
  if (quoted) return quoted[1] ?? '';
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw unsupported(`[${whole}]`);
  }
}

function splitOutsideQuotes(text: string): readonly string[] {
  return text.trimStart().startsWith('?')
    ? [text]
    : (text.match(/(?:'[^']*'|"[^"]*"|[^,'"])+/g) ?? ['']);
}

function numberOr(text: string | undefined): number | null {
  return text === undefined || text === '' ? null : Number(text);
}

function unsupported(what: string): JsonPathError {
  return new JsonPathError(
    `"${what.slice(0, 60)}" is not supported: names, [index], [from:to], *, .. and [?(@.name == value)] are`,
  );
}
