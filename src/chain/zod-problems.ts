import type { z } from 'zod';
import { secretGrammar } from '../platform/secrets.ts';
import { sanitise } from '../text/sanitise.ts';
import type { ParsedFile, Path } from './document.ts';
import { passwordRule } from './grammar.ts';
import { nearest, suggest } from './nearest.ts';
import type { Problem } from './problems.ts';
import { keysOf } from './schema-keys.ts';
import { allowedWords, shown } from './shown.ts';

type Issue = z.core.$ZodIssue;

/** Keys whose values are not repeated, whatever the schema says: also one written in the wrong place. */
const secretKey = /auth|key|token|secret|cookie|passw|credential|headers/i;

/** Where the issues come from: a schema that was applied at `base` of the file. */
export interface Checked {
  readonly parsed: ParsedFile;
  readonly base: Path;
  readonly schema: z.ZodType;
}

/** What zod found wrong → problems with a place, the value, and what to write instead. */
export function problemsOf(issues: readonly Issue[], checked: Checked): readonly Problem[] {
  return issues.flatMap((issue) => problemOf(issue, checked));
}

function problemOf(issue: Issue, checked: Checked): readonly Problem[] {
  const { parsed, base } = checked;
  const path = [...base, ...(issue.path as (string | number)[])];
  switch (issue.code) {
    case 'unrecognized_keys':
      return unknownKeys(issue, path, checked);
    case 'invalid_union':
      return unionProblems(issue, path, checked);
    case 'invalid_key':
      return [
        {
          code: 'E_ID',
          message: `${nameOf(path)}: ${issue.issues[0]?.message ?? 'is not a valid name'}`,
          place: parsed.placeOfKey(path),
        },
      ];
    default:
      return [valueProblem(issue, path, parsed)];
  }
}

function unknownKeys(
  issue: Extract<Issue, { code: 'unrecognized_keys' }>,
  path: Path,
  { parsed, schema }: Checked,
): readonly Problem[] {
  const allowed = keysOf(schema, issue.path);
  return issue.keys.map((key) => ({
    code: 'E_UNKNOWN_KEY',
    message: `${nameOf([...path, key])}: there is no such key`,
    hint: suggest(key, allowed),
    place: parsed.placeOfKey([...path, key]),
  }));
}

function valueProblem(issue: Issue, path: Path, parsed: ParsedFile): Problem {
  const value = valueAt(parsed.data, path);
  if (value === undefined && isAbsence(issue)) {
    return {
      code: 'E_MISSING',
      message: `${nameOf(path)} is missing`,
      ...(issue.code === 'invalid_value' ? { hint: allowedWords(issue.values.map(String)) } : {}),
      place: parsed.placeOf(path),
    };
  }
  return { ...wrongValue(issue, path, value), place: parsed.placeOf(path) };
}

/** A rule of a probe that concerns several options stands on their parent, which is there. */
function isAbsence(issue: Issue): boolean {
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}

function wrongValue(issue: Issue, path: Path, value: unknown): Omit<Problem, 'place'> {
  const name = nameOf(path);
  // These rules are broken by writing a secret down: it is not repeated.
  if (issue.message === secretGrammar || issue.message === passwordRule) {
    return { code: 'E_SECRET', message: `${name}: ${issue.message}` };
  }
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String);
    const near = nearest(String(value), allowed);
    return {
      code: 'E_VALUE',
      message: `${name}: ${shown(value)} is not known`,
      hint: `${near === null ? '' : `Did you mean "${near}"? `}${allowedWords(allowed)}`,
    };
  }
  if (issue.code === 'invalid_type' && !isOwn(issue)) {
    const what = repeated(value, path);
    const isUnquoted = issue.expected === 'string' && typeof value !== 'object' && what !== '';
    return {
      code: 'E_TYPE',
      message: `${name}: ${what}is not ${article(issue.expected)}`,
      ...(isUnquoted ? { hint: 'Write it in quotes.' } : {}),
    };
  }
  const what = typeof value === 'object' ? '' : repeated(value, path);
  return { code: 'E_VALUE', message: `${name}: ${what}${ruleOf(issue)}` };
}

/** The value and a blank; nothing where it is absent, or where its key says that it may be a secret. */
function repeated(value: unknown, path: Path): string {
  const isSecret = path.slice(2).some((step) => secretKey.test(String(step)));
  return isSecret || value === undefined ? '' : `${shown(value)} `;
}

/** zod's own sentences begin with a capital; ours, given in the schemas, never do. */
function isOwn(issue: Issue): boolean {
  return !/^[A-Z]/.test(issue.message);
}

/** The broken rule in words; a schema's own message stands as it is. */
function ruleOf(issue: Issue): string {
  if (isOwn(issue)) return issue.message;
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

/** Of a union's alternatives, what is wrong with the one that has the value's type. */
function unionProblems(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  checked: Checked,
): readonly Problem[] {
  const best = issue.errors.find(
    (alternative) =>
      !alternative.some((one) => one.code === 'invalid_type' && one.path.length === 0),
  );
  if (best) {
    const moved = best.map((one) => ({ ...one, path: [...issue.path, ...one.path] }) as Issue);
    return problemsOf(moved, checked);
  }
  const value = valueAt(checked.parsed.data, path);
  return [
    {
      code: 'E_TYPE',
      message: `${nameOf(path)}: ${repeated(value, path)}${ruleOf(issue)}`,
      place: checked.parsed.placeOf(path),
    },
  ];
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
