import type { z } from 'zod';
import { sanitise } from '../text/sanitise.ts';
import { type FileWords, type ParsedFile, parseFile } from './document.ts';
import { ChainFileError } from './problems.ts';
import { problemsOf } from './zod-problems.ts';

/** A file that is of its shape, with the places of what it says. */
export interface CheckedFile<T> {
  readonly data: T;
  readonly parsed: ParsedFile;
}

/**
 * A file's text → what its schema makes of it.
 *
 * @param file its name, for messages
 * @throws ChainFileError with every problem of the file, each with its place
 */
export function checkedFile<S extends z.ZodType>(
  text: string,
  file: string,
  words: FileWords,
  schema: S,
): CheckedFile<z.output<S>> {
  const parsed = parseFile(text, sanitise(file), words);
  if (parsed.problems.length > 0) throw new ChainFileError(parsed.problems);
  const checked = schema.safeParse(parsed.data);
  if (checked.success) return { data: checked.data, parsed };
  throw new ChainFileError(problemsOf(checked.error.issues, { parsed, base: [], schema }));
}
