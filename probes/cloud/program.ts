import type { LookContext } from '../probe.ts';
import { unlessLost } from '../system/unless-lost.ts';

/** Milliseconds for a vendor's command line, which starts a Python of its own: one or two seconds. */
const PROGRAM_MS = 20_000;
/** Share of the look that it may use: the question itself takes a second at most. */
const SHARE = 0.7;

export type ProgramSaid =
  | { readonly kind: 'said'; readonly text: string }
  /** Not installed where the look stands. */
  | { readonly kind: 'absent' }
  /** It ran and gave no token: its own words. */
  | { readonly kind: 'refused'; readonly words: string };

/** What a vendor's own program prints where the look stands. */
export async function programSaid(
  context: LookContext,
  argv: readonly [string, ...string[]],
): Promise<ProgramSaid> {
  const result = unlessLost(
    await context.vantage.exec(argv, {
      deadlineMs: Math.min(PROGRAM_MS, context.deadlineMs * SHARE),
      signal: context.signal,
    }),
  );
  if (result.kind === 'not-started') return { kind: 'absent' };
  if (result.kind !== 'ended') return { kind: 'refused', words: `${argv[0]} did not end` };
  // A shell elsewhere says so of a program that it does not find.
  if (result.exitCode === 127) return { kind: 'absent' };
  if (result.exitCode !== 0) return { kind: 'refused', words: `${argv[0]}: ${result.stderr}` };
  return { kind: 'said', text: result.stdout.trim() };
}
