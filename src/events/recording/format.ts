import { createHash } from 'node:crypto';
import { z } from 'zod';

/*
 * A recording is JSON Lines: one CloudEvents object a line, the session event first, and a last
 * line that says how many events there are and the SHA-256 of every byte before that line. With
 * the ending `.zst` all of it is compressed; the checksum is of what was compressed.
 */

export const COMPRESSED_ENDING = '.zst';

const end = z.object({
  weaklink: z.literal('end'),
  events: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export type EndLine = z.infer<typeof end>;

export function endLine(events: number, sha256: string): string {
  return `${JSON.stringify({ weaklink: 'end', events, sha256 } satisfies EndLine)}\n`;
}

/** The end line, or undefined when the line is something else. */
export function readEndLine(line: string): EndLine | undefined {
  // Events begin otherwise: no need to parse every line twice.
  if (!line.startsWith('{"weaklink":')) return undefined;
  try {
    return end.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

export const newChecksum = () => createHash('sha256');
