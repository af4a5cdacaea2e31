import { WeaklinkError } from '../../platform/errors.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { JsonValue, Tolerance } from '../experiment-types.ts';
import { isEqual } from './equal.ts';
import { findAll } from './json-path/find.ts';
import { isFound } from './pattern.ts';
import { type ActivityResult, partOf, textOf } from './result.ts';

/** Characters of what was found that are repeated. */
const maxShown = 120;

export interface Met {
  readonly met: boolean;
  /** What was asked and what was found, in one line. Not redacted yet. */
  readonly why: string;
}

/**
 * Applies every kind of tolerance but `probe`, which has to be asked.
 *
 * - a number is the status: of HTTP, or the exit code; `true` and `false` are success and failure;
 *   a text is all that the other side said, without white space around it;
 * - a sequence holds the status;
 * - the others look at their target: `status`, `headers`, `body`, `stdout`, `stderr`.
 */
export function meets(
  tolerance: Exclude<Tolerance, { kind: 'probe' }>,
  result: ActivityResult,
): Met {
  try {
    return judged(tolerance, result);
  } catch (error) {
    if (error instanceof WeaklinkError) return { met: false, why: error.message };
    throw error;
  }
}

function judged(tolerance: Exclude<Tolerance, { kind: 'probe' }>, result: ActivityResult): Met {
  switch (tolerance.kind) {
    case 'value':
      return meetsValue(tolerance.value, result);
    case 'sequence': {
      const met = tolerance.values.some((value) => isEqual(value, result.status));
      return { met, why: `status ${result.status}, wanted one of ${shown(tolerance.values)}` };
    }
    case 'range':
      return meetsRange(tolerance, result);
    case 'regex': {
      const text = textOf(partOf(result, tolerance.target));
      const met = isFound(tolerance.pattern, text);
      const where = tolerance.target ?? 'answer';
      const verb = met ? 'matches' : 'does not match';
      return { met, why: `${where} ${shown(text)} ${verb} ${shown(tolerance.pattern)}` };
    }
    case 'jsonpath':
      return meetsJsonPath(tolerance, result);
  }
}

/** An exit code of 0, or a status of the 200s. */
export function isSuccess(result: ActivityResult): boolean {
  if (result.kind === 'process') return result.status === 0;
  return result.status >= 200 && result.status < 300;
}

function meetsValue(value: string | number | boolean | null, result: ActivityResult): Met {
  if (typeof value === 'string') {
    const said = textOf(partOf(result, null)).trim();
    return { met: said === value.trim(), why: `said ${shown(said)}, wanted ${shown(value)}` };
  }
  const why = `status ${result.status}, wanted ${shown(value)}`;
  if (typeof value === 'boolean') return { met: isSuccess(result) === value, why };
  return { met: result.status === value, why };
}

function meetsRange(
  { low, high, target }: Extract<Tolerance, { kind: 'range' }>,
  result: ActivityResult,
): Met {
  const part = partOf(result, target ?? 'status');
  const number = typeof part === 'number' ? part : Number(textOf(part).trim() || Number.NaN);
  const met = number >= low && number <= high;
  return { met, why: `${target ?? 'status'} ${shown(part ?? null)}, wanted ${low} to ${high}` };
}

function meetsJsonPath(
  { path, expect, count, target }: Extract<Tolerance, { kind: 'jsonpath' }>,
  result: ActivityResult,
): Met {
  const document = parsed(partOf(result, target));
  if (document === undefined) return { met: false, why: `${target ?? 'answer'} is not JSON` };
  const values = findAll(document, path);
  const why = `${path} is ${shown(values)}`;
  if (count !== undefined && values.length !== count) {
    return { met: false, why: `${path} is there ${values.length} times, wanted ${count}` };
  }
  if (expect !== undefined) {
    const [only] = values;
    const met = isEqual(values, expect) || (values.length === 1 && isEqual(only, expect));
    return { met, why: `${why}, wanted ${shown(expect)}` };
  }
  return { met: count !== undefined || values.length > 0, why };
}

function parsed(part: JsonValue | undefined): JsonValue | undefined {
  if (typeof part !== 'string') return part;
  try {
    return JSON.parse(part) as JsonValue;
  } catch {
    return undefined;
  }
}

function shown(value: JsonValue | readonly JsonValue[]): string {
  return sanitise(JSON.stringify(value), { maxCharacters: maxShown });
}
