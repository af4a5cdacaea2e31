import { z } from 'zod';
import type { Path } from '../../chain/document.ts';
import { suggest } from '../../chain/nearest.ts';
import { shown } from '../../chain/shown.ts';
import { problemsOf } from '../../chain/zod-problems.ts';
import type { Activity, JsonValue, Tolerance } from '../experiment-types.ts';
import type { Findings } from '../scenario/findings.ts';
import { JsonPathError, parseJsonPath } from '../tolerance/json-path/parse.ts';
import { patternProblem } from '../tolerance/pattern.ts';
import { targets } from '../tolerance/result.ts';

const target = z.enum(targets).optional();
const forms = {
  range: z.strictObject({
    type: z.literal('range'),
    range: z.tuple([z.number(), z.number()], { error: 'must be [lowest, highest]' }),
    target,
  }),
  regex: z.strictObject({ type: z.literal('regex'), pattern: z.string().min(1), target }),
  jsonpath: z.strictObject({
    type: z.literal('jsonpath'),
    path: z.string().min(1),
    expect: z.json().optional(),
    count: z.int().min(0).optional(),
    target,
  }),
} as const;

/** @param probe makes an activity of a tolerance that is a probe itself */
export function toleranceOf(
  given: JsonValue,
  path: Path,
  findings: Findings,
  probe: (given: JsonValue, path: Path) => Activity | null,
): Tolerance | null {
  if (Array.isArray(given)) return { kind: 'sequence', values: given };
  if (typeof given !== 'object' || given === null) {
    return { kind: 'value', value: given as string | number | boolean | null };
  }
  const { type } = given as { readonly type?: JsonValue };
  if (type === 'probe') {
    const activity = probe(given, path);
    return activity && { kind: 'probe', activity };
  }
  const form = Object.hasOwn(forms, String(type)) ? forms[type as keyof typeof forms] : undefined;
  if (!form) {
    const hint = suggest(String(type), [...Object.keys(forms), 'probe']);
    findings.add([...path, 'type'], 'E_VALUE', `${shown(type)} is not known`, hint);
    return null;
  }
  const { success, data, error } = form.safeParse(given);
  if (success) return checked(data, path, findings);
  const from = { parsed: findings.parsed, base: path, schema: form };
  findings.problems.push(...problemsOf(error.issues, from));
  return null;
}

type Form = z.infer<(typeof forms)[keyof typeof forms]>;

function checked(form: Form, path: Path, findings: Findings): Tolerance | null {
  const at = form.target ?? null;
  if (form.type === 'range') {
    const [low, high] = form.range;
    if (low <= high) return { kind: 'range', low, high, target: at };
    findings.add([...path, 'range'], 'E_VALUE', `${low} is more than ${high}`);
    return null;
  }
  if (form.type === 'regex') {
    const problem = patternProblem(form.pattern);
    if (problem === null) return { kind: 'regex', pattern: form.pattern, target: at };
    findings.add([...path, 'pattern'], 'E_VALUE', `is no pattern: ${problem}`);
    return null;
  }
  try {
    parseJsonPath(form.path);
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    findings.add([...path, 'path'], 'E_UNSUPPORTED', error.message);
    return null;
  }
  const { path: where, expect, count } = form;
  return { kind: 'jsonpath', path: where, expect: expect as JsonValue, count, target: at };
}
