import type { JsonValue } from '../experiment-types.ts';

/** What an activity came to: what tolerances are applied to. */
export type ActivityResult = HttpResult | ProcessResult;

export interface HttpResult {
  readonly kind: 'http';
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where the server calls it JSON and it is; the text otherwise. */
  readonly body: JsonValue;
}

export interface ProcessResult {
  readonly kind: 'process';
  /** The exit code. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Parts that a tolerance may look at. */
export const targets = ['status', 'headers', 'body', 'stdout', 'stderr'] as const;

/** The part that is looked at where the tolerance names none: what the other side said. */
export function partOf(result: ActivityResult, target: string | null): JsonValue | undefined {
  const said = result.kind === 'http' ? 'body' : 'stdout';
  const all: Readonly<Record<string, unknown>> = { ...result };
  return all[target ?? said] as JsonValue | undefined;
}

/** A part as text: JSON where it is no text already. */
export function textOf(part: JsonValue | undefined): string {
  if (part === undefined) return '';
  return typeof part === 'string' ? part : JSON.stringify(part);
}
