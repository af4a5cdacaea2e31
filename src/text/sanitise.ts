import type { SafeText } from './safe-text.ts';

export interface SanitiseOptions {
  /** Characters kept; the rest is cut and counted. Default 500. */
  readonly maxCharacters?: number;
  /** Keep `\n` (a block of log lines) instead of marking it. Default false. */
  readonly lines?: boolean;
}

/** Text from outside → text that can do nothing to a terminal. Placeholder form: replaced by the text room's own work. */
export function sanitise(text: string, options: SanitiseOptions = {}): SafeText {
  const max = options.maxCharacters ?? 500;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const clean = text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '�');
  return (clean.length > max ? `${clean.slice(0, max)}…` : clean) as SafeText;
}

/**
 * A template whose literal parts are ours and whose values are sanitised:
 * ``safe`port ${port} of ${host}` ``.
 */
export function safe(literals: TemplateStringsArray, ...values: readonly unknown[]): SafeText {
  let text = literals[0] ?? '';
  values.forEach((value, index) => {
    text += sanitise(String(value)) + (literals[index + 1] ?? '');
  });
  return text as SafeText;
}
