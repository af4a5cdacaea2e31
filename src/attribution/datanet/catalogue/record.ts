import { z } from 'zod';
import type { Instant } from '../../../events/types.ts';

const instant = z.iso.datetime() as unknown as z.ZodType<Instant>;
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();

/** A document as it was handed in. */
export const documentSchema = z.strictObject({
  kind: z.literal('document'),
  /** SHA-256 of its token keys: the same words in another layout are the same content. */
  hash,
  contributor: z.string().min(1).max(200),
  /** SPDX expression, or what the contributor calls it; null where nobody said. */
  licence: z.string().min(1).max(200).nullable(),
  title: z.string().max(500),
  /** Since when it is registered: who registers first owns the content. */
  registered: instant,
  /** When it came here. */
  added: instant,
  /** Where its text stands among the datanet's texts; no bytes for a copy. */
  offset: count,
  bytes: count,
  tokens: count,
});

/** Content taken down: all documents of it before this line earn nothing any more. */
const removalSchema = z.strictObject({ kind: z.literal('removal'), hash, at: instant });
/** Content that may be added again. */
const restorationSchema = z.strictObject({ kind: z.literal('restoration'), hash, at: instant });

export const entrySchema = z.discriminatedUnion('kind', [
  documentSchema,
  removalSchema,
  restorationSchema,
]);

export type DocumentRecord = z.infer<typeof documentSchema>;
export type Entry = z.infer<typeof entrySchema>;
