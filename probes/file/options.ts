import { z } from 'zod';

/** Files of one look: a server's own configuration, its templates, its environment. */
const MOST_FILES = 16;
/** Bytes of a file that may be compared: it is read whole at every look. */
const MOST_BYTES = 67_108_864;

const absolutePath = z
  .string()
  .max(4_096)
  .regex(/^\/[^\0\n]*$/, 'must be an absolute path');

export const fileOptions = z.strictObject({
  path: z.union([absolutePath, z.array(absolutePath).min(1).max(MOST_FILES)]),
  /** A larger file is not read. */
  maxBytes: z.int().min(1).max(MOST_BYTES).default(1_048_576),
});

export type FileOptions = z.infer<typeof fileOptions>;

export function pathsOf({ path }: FileOptions): readonly string[] {
  return [...new Set([path].flat())];
}
