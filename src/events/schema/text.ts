import { z } from 'zod';
import { limits } from '../../platform/limits.ts';
import { sanitise } from '../../text/sanitise.ts';

/** Characters of a name, an id, a unit, a type: longer ones are no names. */
export const NAME_CHARACTERS = 300;
/** Characters of a command: a `curl` with its headers and a request body is about 1,500. */
export const COMMAND_CHARACTERS = 4_000;
/** Members of any list or record in an event; a chain has at most 2,000 links. */
export const LIST_MEMBERS = 10_000;
/** How deep the options of a probe may nest; real ones are three deep. */
const OPTION_DEPTH = 8;

/*
 * What a file says is foreign, even when weaklink wrote the file: somebody may have edited it. The
 * sanitiser is idempotent, so text that it has passed before comes back unchanged.
 */

/** A sentence from outside. */
export const text = z
  .string()
  .transform((value) => sanitise(value, { maxCharacters: limits.evidenceCharacters }));

/** A few lines from outside. */
export const lines = z
  .string()
  .transform((value) => sanitise(value, { maxCharacters: limits.evidenceCharacters, lines: true }));

/** What a model answered. */
export const answer = z
  .string()
  .transform((value) =>
    sanitise(value, { maxCharacters: limits.inferenceOutputCharacters, lines: true }),
  );

export const command = z
  .string()
  .transform((value) => sanitise(value, { maxCharacters: COMMAND_CHARACTERS }));

/** A name that our own code compares and shows: clean, and as plain a string as its type. */
export const name = z
  .string()
  .transform((value): string => sanitise(value, { maxCharacters: NAME_CHARACTERS }));

/** Any date that a CloudEvents writer may use → the one form that ours use. */
export const instant = z
  .string()
  .max(NAME_CHARACTERS)
  .transform((value, context) => {
    const ms = Date.parse(value);
    if (Number.isFinite(ms)) return new Date(ms).toISOString();
    context.addIssue('not a point in time');
    return z.NEVER;
  });

export const list = <T extends z.ZodType>(member: T) => z.array(member).max(LIST_MEMBERS);

/** Options of a probe: any JSON, every text in it cleaned. */
export const options = z
  .record(z.string(), z.unknown())
  .transform((value, context): Readonly<Record<string, unknown>> => {
    const cleaned = cleanJson(value, OPTION_DEPTH);
    if (isRecord(cleaned)) return cleaned;
    context.addIssue('nested too deep, or not JSON');
    return z.NEVER;
  });

function cleanJson(value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    return sanitise(value, { maxCharacters: COMMAND_CHARACTERS, lines: true });
  }
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (depth === 0) return undefined;
  if (Array.isArray(value)) return value.map((member) => cleanJson(member, depth - 1));
  if (!isRecord(value)) return undefined;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [sanitise(key), cleanJson(member, depth - 1)]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
