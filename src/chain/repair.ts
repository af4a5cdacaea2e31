import type { z } from 'zod';
import { type ChainFile, fileSchema } from './file-schema.ts';

type Issue = z.core.$ZodIssue;

/** Rounds of repair; each removes every part found wrong, so few are needed. */
const maxRounds = 6;

/**
 * The file with the parts of the wrong form taken out, so that what its sound parts say about each other
 * can be checked in the same run, and every problem of the file is told at once.
 *
 * @returns the issues of the file as it was written, and what is left; null when too little is
 */
export function repaired(data: unknown): { file: ChainFile | null; issues: readonly Issue[] } {
  const first = fileSchema.safeParse(data);
  if (first.success) return { file: first.data, issues: [] };
  const { issues } = first.error;
  const copy: unknown = structuredClone(data);
  let left: readonly Issue[] = issues;
  for (let round = 0; round < maxRounds; round += 1) {
    for (const issue of left) takeOut(copy, issue);
    const again = fileSchema.safeParse(copy);
    if (again.success) return { file: again.data, issues };
    left = again.error.issues;
  }
  return { file: null, issues };
}

function takeOut(data: unknown, issue: Issue): void {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) removeAt(data, [...path, key]);
    return;
  }
  const [top, id, key] = path;
  if (top === 'chain') setAt(data, ['chain'], 'unnamed');
  // A link stays known by its name, so that those who need it are not told that it does not exist.
  else if (top === 'links' && id !== undefined && (key === undefined || key === 'kind')) {
    if (key === undefined) setAt(data, ['links', id], { kind: 'service', probes: [] });
    else setAt(data, ['links', id, 'kind'], 'service');
  } else removeAt(data, path.slice(0, top === 'policies' ? 2 : 3));
}

function parentOf(data: unknown, path: readonly string[]): Record<string, unknown> | null {
  let value = data;
  for (const step of path.slice(0, -1)) {
    if (typeof value !== 'object' || value === null) return null;
    value = (value as Record<string, unknown>)[step];
  }
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}

function removeAt(data: unknown, path: readonly string[]): void {
  const parent = parentOf(data, path);
  const last = path.at(-1);
  if (parent && last !== undefined) delete parent[last];
}

function setAt(data: unknown, path: readonly string[], value: unknown): void {
  const parent = parentOf(data, path);
  const last = path.at(-1);
  if (parent && last !== undefined) parent[last] = value;
}
