import { type Vantage, VantageLostError } from '../../src/vantage/types.ts';

/** A file's text, or the code with which the system refused it. */
export type Reading =
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'failed'; readonly code: string };

/** ESRCH: the process ended between opening its file and reading it. */
const MISSING_CODES: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ESRCH']);
const FORBIDDEN_CODES: ReadonlySet<string> = new Set(['EACCES', 'EPERM']);

/**
 * The first `maxBytes` of a file. A refusal is an answer.
 *
 * @throws VantageLostError where nobody can stand at the vantage
 */
export async function readText(vantage: Vantage, path: string, maxBytes: number): Promise<Reading> {
  try {
    return { kind: 'read', text: (await vantage.readFile(path, maxBytes)).toString('utf8') };
  } catch (error) {
    if (error instanceof VantageLostError) throw error;
    const code = codeOf(error);
    if (MISSING_CODES.has(code)) return { kind: 'missing' };
    if (FORBIDDEN_CODES.has(code)) return { kind: 'forbidden' };
    return { kind: 'failed', code };
  }
}

export function textOf(reading: Reading): string | undefined {
  return reading.kind === 'read' ? reading.text : undefined;
}

export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
}
