import type { z } from 'zod';
import type { WeaklinkError } from '../platform/errors.ts';
import { secretGrammar } from '../platform/secrets.ts';
import { sanitise } from '../text/sanitise.ts';
import type { ParsedFile, Path } from './document.ts';
import { nearest, suggest } from './nearest.ts';
import type { Problem } from './problems.ts';

type Issue = z.core.$ZodIssue;

/** Characters of a wrong value that a message repeats. */
const maxValueCharacters = 60;

/** What zod found wrong → problems with a place, the value, and what to write instead. */
export function problemsOf(
  issues: readonly Issue[],
  parsed: ParsedFile,
  base: Path,
  schema: z.ZodType,
): readonly Problem[] {
  return issues.flatMap((issue) => problemOf(issue, parsed, base, schema));
}

function problemOf(
  issue: Issue,
  parsed: ParsedFile,
  base: Path,
  schema: z.ZodType,
): readonly Problem[] {
  const path = [...base, ...(issue.path as (string | number)[])];
  const name = nameOf(path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const allowed = keysOf(schema, issue.path as Path);
      return issue.keys.map((key) => ({
        code: 'E_UNKNOWN_KEY',
        message: `${nameOf([...path, key])}: there is no such key`,
        hint: suggest(key, allowed),
        place: parsed.placeOfKey([...path, key]),
      }));
    }
    case 'invalid_union':
      return unionProblems(issue, parsed, base, path, schema);
    case 'invalid_key':
      return [
        {
          code: 'E_ID',
          message: `${name}: ${issue.issues[0]?.message ?? 'is not a valid name'}`,
          place: parsed.placeOfKey(path),
        },
      ];
    case 'invalid_type': {
      const value = valueAt(parsed.data, path);
      if (value === undefined) {
        return [
          {
            code: 'E_MISSING',
            message: `${name} is missing`,
            place: parsed.placeOf(path),
          },
        ];
      }
      return [
        {
          code: 'E_TYPE',
          message: `${name}: ${shown(value)} is not ${article(issue.expected)}`,
          place: parsed.placeOf(path),
        },
      ];
    }
    case 'invalid_value': {
      const value = valueAt(parsed.data, path);
      const allowed = issue.values.map(String);
      return [
        {
          code: value === undefined ? 'E_MISSING' : 'E_VALUE',
          message:
            value === undefined ? `${name} is missing` : `${name}: ${shown(value)} is not known`,
          hint:
            typeof value === 'string' ? hintFor(value, allowed) : `Allowed: ${allowed.join(', ')}.`,
          place: parsed.placeOf(path),
        },
      ];
    }
    default:
      return [valueProblem(issue, parsed, path)];
  }
}

/** The value broke a rule; a secret written out is never repeated. */
function valueProblem(issue: Issue, parsed: ParsedFile, path: Path): Problem {
  const secret = issue.message === secretGrammar;
  const value = valueAt(parsed.data, path);
  const what = secret || typeof value === 'object' ? '' : `${shown(value)} `;
  return {
    code: secret ? 'E_SECRET' : 'E_VALUE',
    message: `${nameOf(path)}: ${what}${ruleOf(issue)}`,
    place: parsed.placeOf(path),
  };
}

/** The broken rule in words; a schema's own message stands as it is. */
function ruleOf(issue: Issue): string {
  // zod's own sentences begin with a capital; ours, given in the schemas, never do.
  const isOwn = !/^[A-Z]/.test(issue.message);
  if (isOwn) return issue.message;
  if (issue.code === 'too_small') {
    return `must be at least ${issue.minimum}${unitOf(issue.origin)}`;
  }
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
  if (issue.code === 'not_multiple_of') return `must be a multiple of ${issue.divisor}`;
  return 'is not of the form that belongs here';
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' entries long' : '';
}

/** Of a union's alternatives, what is wrong with the one that fits best. */
function unionProblems(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  parsed: ParsedFile,
  base: Path,
  path: Path,
  schema: z.ZodType,
): readonly Problem[] {
  const fitting = issue.errors.filter(
    (alternative) =>
      !alternative.some((one) => one.code === 'invalid_type' && one.path.length === 0),
  );
  const best = fitting[0];
  if (best && best.length > 0) {
    const moved = best.map((one) => ({ ...one, path: [...issue.path, ...one.path] }) as Issue);
    return problemsOf(moved, parsed, base, schema);
  }
  const value = valueAt(parsed.data, path);
  return [
    {
      code: 'E_TYPE',
      message: `${nameOf(path)}: ${shown(value)} is not of the form that belongs here`,
      place: parsed.placeOf(path),
    },
  ];
}

/** Keys that the object schema at `path` knows, for suggestions. */
function keysOf(schema: z.ZodType, path: Path): readonly string[] {
  let current: unknown = schema;
  for (const step of path) current = inner(current, step);
  return objectKeys(current);
}

interface Definition {
  readonly type?: string;
  readonly innerType?: unknown;
  readonly valueType?: unknown;
  readonly element?: unknown;
  readonly options?: readonly unknown[];
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly in?: unknown;
}

function definitionOf(schema: unknown): Definition {
  const definition = (schema as { def?: Definition } | undefined)?.def ?? {};
  if (definition.innerType) return definitionOf(definition.innerType);
  return definition.type === 'pipe' ? definitionOf(definition.in) : definition;
}

function inner(schema: unknown, step: string | number): unknown {
  const { shape, valueType, element, options } = definitionOf(schema);
  if (shape) return shape[String(step)];
  if (options)
    return options.map((option) => inner(option, step)).find((found) => found !== undefined);
  return valueType ?? element;
}

function objectKeys(schema: unknown): readonly string[] {
  const { shape, options } = definitionOf(schema);
  if (shape) return Object.keys(shape);
  return (options ?? []).flatMap(objectKeys);
}

/** `links.router.needs[0]`. */
export function nameOf(path: Path): string {
  const text = path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`,
    )
    .join('');
  return sanitise(text || 'the file');
}

export function shown(value: unknown): string {
  const text = typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? 'nothing');
  return sanitise(text, { maxCharacters: maxValueCharacters });
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, step)
      ? (value as Record<string | number, unknown>)[step]
      : undefined;
  }
  return value;
}

const articles: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a set of keys and values',
  record: 'a set of keys and values',
};

function article(expected: string): string {
  return articles[expected] ?? `a ${expected}`;
}

function hintFor(value: string, allowed: readonly string[]): string {
  const near = nearest(value, allowed);
  return near
    ? `Did you mean "${near}"? Allowed: ${allowed.join(', ')}.`
    : `Allowed: ${allowed.join(', ')}.`;
}

/** An error thrown by a probe about a link → a problem of the file. */
export function problemOfError(error: WeaklinkError, parsed: ParsedFile, path: Path): Problem {
  return {
    code: error.code,
    message: `${nameOf(path)}: ${error.message}`,
    ...(error.hint ? { hint: error.hint } : {}),
    place: parsed.placeOf(path),
  };
}
