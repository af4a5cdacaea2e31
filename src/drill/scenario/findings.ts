import type { z } from 'zod';
import type { ParsedFile, Path } from '../../chain/document.ts';
import { suggest } from '../../chain/nearest.ts';
import { maxProblems, type Problem } from '../../chain/problems.ts';
import { shown } from '../../chain/shown.ts';
import { nameOf } from '../../chain/zod-problems.ts';
import type { Place } from '../../platform/errors.ts';
import { sanitise } from '../../text/sanitise.ts';

export interface Note {
  readonly message: string;
  readonly place: Place;
}

/** What is wrong in one file, gathered while its parts are checked against each other. */
export class Findings {
  readonly parsed: ParsedFile;
  readonly problems: Problem[] = [];
  /** What is done otherwise than the file's format says elsewhere; no mistakes. */
  readonly notes: Note[] = [];

  constructor(parsed: ParsedFile) {
    this.parsed = parsed;
  }

  /** @param path of the value; a missing one stands at its parent */
  add(path: Path, code: `E_${string}`, message: string, hint?: string): void {
    this.problems.push({
      code,
      message: sanitise(`${nameOf(path)}: ${message}`, { maxCharacters: 500 }),
      ...(hint === undefined ? {} : { hint: sanitise(hint, { maxCharacters: 1_000 }) }),
      place: this.parsed.placeOf(path),
    });
  }

  note(path: Path, message: string): void {
    const text = sanitise(`${nameOf(path)}: ${message}`, { maxCharacters: 500 });
    this.notes.push({ message: text, place: this.parsed.placeOf(path) });
  }

  /** A name that leads nowhere, with the nearest that leads somewhere. */
  unknown(path: Path, what: string, name: string, known: Iterable<string>): void {
    // Looking for the nearest name is slow, and nobody reads more than this.
    if (this.problems.length > maxProblems) return;
    this.add(path, 'E_DANGLING', `there is no ${what} ${shown(name)}`, suggest(name, [...known]));
  }
}

export interface Entry<T> {
  readonly path: Path;
  readonly value: T;
}

/** The elements of a list that have their form, each where it stands; the others are told elsewhere. */
export function soundEntries<T>(
  list: unknown,
  schema: z.ZodType<T>,
  base: Path,
): readonly Entry<T>[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((element: unknown, index) => {
    const { success, data } = schema.safeParse(element);
    return success ? [{ path: [...base, index], value: data }] : [];
  });
}

/** As {@link soundEntries}, of a set of names. */
export function soundNamed<T>(
  set: unknown,
  schema: z.ZodType<T>,
  base: Path,
): readonly (Entry<T> & { readonly name: string })[] {
  if (typeof set !== 'object' || set === null || Array.isArray(set)) return [];
  return Object.entries(set).flatMap(([name, element]: [string, unknown]) => {
    const { success, data } = schema.safeParse(element);
    return success ? [{ path: [...base, name], name, value: data }] : [];
  });
}

/** The value where it has its form. */
export function sound<T>(value: unknown, schema: z.ZodType<T>): T | null {
  const { success, data } = schema.safeParse(value);
  return success ? data : null;
}
