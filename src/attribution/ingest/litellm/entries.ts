import { objectOf, parseJson } from '../json.ts';

/** What a text from LiteLLM holds. */
export interface Entries {
  readonly entries: readonly unknown[];
  /** Lines, or the whole text, that were no JSON. */
  readonly unread: number;
}

/**
 * The forms in which LiteLLM hands out what it logs: a list (the generic webhook, `/spend/logs`), one
 * object, one object a line, or an object that holds the list (`/spend/logs/v2`, the callback's own).
 */
export function entriesOf(text: string): Entries {
  const whole = parseJson(text);
  if (whole !== undefined) return { entries: membersOf(whole), unread: 0 };
  let unread = 0;
  const entries = text.split('\n').flatMap((line) => {
    if (line.trim() === '') return [];
    const entry = parseJson(line);
    if (entry === undefined) unread += 1;
    return entry === undefined ? [] : membersOf(entry);
  });
  return { entries, unread };
}

function membersOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const object = objectOf(value);
  const held = object?.data ?? object?.standard_logging_object;
  if (Array.isArray(held)) return held;
  return [objectOf(held) ?? value];
}
