import { limits } from '../platform/limits.ts';
import { secretForms } from './secret-forms.ts';
import { strikeSecretShapes } from './secret-shapes.ts';

/** Stands where a secret stood. */
export const redactedMark = '‹redacted›';

/** Knows the values of every resolved secret and strikes them out of text. */
export interface Redactor {
  /** Learn a secret value: from now on it and its base64, URL, JSON and hex forms are struck out. */
  learn(value: string): void;
  /** The text with every known form of every known secret replaced by `‹redacted›`. */
  redact(text: string): string;
}

/** Texts remembered as holding no secret: looks say much the same each time. */
const CLEAN_TEXTS = 2_048;
/** Characters of the longest of them, a command; all of them so long would take 4 MB. */
const CLEAN_CHARACTERS = 1_024;

/**
 * A redactor that knows no secret yet. It also strikes what looks like a secret that nobody told
 * it of: bearer tokens, API keys, passwords in URLs, private keys.
 *
 * Redact whole texts, before they are cut or sanitised: half a secret is not recognised. The values
 * stay inside a closure, so that printing a redactor shows none.
 */
export function createRedactor(): Redactor {
  const forms = new Set<string>();
  const learned = new Set<string>();
  const clean = new Set<string>();
  let known: RegExp | undefined;
  return {
    learn(value) {
      if (value.length < limits.secretCharacters) {
        throw new RangeError(
          `a secret shorter than ${limits.secretCharacters} characters would be struck out of ordinary words`,
        );
      }
      // Each look resolves its secrets anew, and making the pattern costs more than a redaction.
      if (learned.has(value)) return;
      learned.add(value);
      for (const form of secretForms(value)) forms.add(form);
      known = anyOf(forms);
      clean.clear();
    },
    redact(text) {
      if (clean.has(text)) return text;
      const withoutKnown = known === undefined ? text : text.replace(known, redactedMark);
      const struck = strikeSecretShapes(withoutKnown, redactedMark);
      if (struck === text && text.length <= CLEAN_CHARACTERS) {
        if (clean.size >= CLEAN_TEXTS) clean.clear();
        clean.add(text);
      }
      return struck;
    },
  };
}

/** What means something in a pattern. */
const special = /[\\^$.*+?()[\]{}|]/g;

/** Longest first, so that a form that holds another is struck whole. */
function anyOf(forms: ReadonlySet<string>): RegExp {
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((form) => form.replace(special, '\\$&')).join('|'), 'g');
}
