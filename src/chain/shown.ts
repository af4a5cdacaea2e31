import { createRedactor } from '../text/redact.ts';
import type { SafeText } from '../text/safe-text.ts';
import { sanitise } from '../text/sanitise.ts';

/** Characters of a wrong value that a message repeats. */
const maxValueCharacters = 60;
/** Allowed values that a hint lists before it only counts them. */
const maxListed = 20;

/** Knows no secret of this file, but strikes out what looks like one: values are written anywhere. */
const redactor = createRedactor();

/**
 * A value of the file, as a message repeats it: one line, short, harmless. Of lists and sets only
 * that they are one, since a secret may stand anywhere inside.
 */
export function shown(value: unknown): SafeText {
  if (Array.isArray(value)) return 'a list' as SafeText;
  if (typeof value === 'object' && value !== null) return 'a set of keys and values' as SafeText;
  const text = typeof value === 'string' ? `"${redactor.redact(value)}"` : String(value);
  return sanitise(text, { maxCharacters: maxValueCharacters });
}

/** `Allowed: a, b.` */
export function allowedWords(allowed: readonly string[]): SafeText {
  const more = allowed.length - maxListed;
  const listed = allowed.slice(0, maxListed).join(', ');
  return sanitise(`Allowed: ${listed}${more > 0 ? ` and ${more} more` : ''}.`, {
    maxCharacters: 1_000,
  });
}
