import { isAbsolute, normalize } from 'node:path';
import { z } from 'zod';
import { byteSize } from '../byte-size.ts';

/** Bytes that a fault may write at most, whatever the file system has room for. */
export const mostFilledBytes = 16 * 1_073_741_824;
/** Bytes of a copy that a fault may change: each is remembered in the plan. */
export const mostCorruptedBytes = 4_096;
const defaultCorruptedBytes = 64;

const path = z
  .string()
  .max(4_096)
  .refine((text) => isAbsolute(text) && !text.includes('\0'), 'must be an absolute path')
  .transform(normalize);

const directory = path.meta({
  description: 'Holds a file .weaklink-drill-allow, or is below a directory that does.',
});

export const fileFaultOptions = z.discriminatedUnion('action', [
  z
    .strictObject({
      action: z.literal('fill'),
      directory,
      bytes: byteSize.optional().meta({ description: 'So much is written …' }),
      leave: byteSize.optional().meta({ description: '… or until so much is left there.' }),
    })
    .refine(
      ({ bytes, leave }) => (bytes === undefined) !== (leave === undefined),
      'say either how much is written (bytes) or how much is left (leave)',
    ),
  z.strictObject({ action: z.literal('read-only'), directory }),
  z.strictObject({
    action: z.literal('corrupt'),
    original: path.meta({ description: 'Never written to; the copy holds the same bytes.' }),
    copy: path.meta({ description: 'What the service reads, in an allowed directory.' }),
    bytes: z
      .int()
      .min(1)
      .max(mostCorruptedBytes)
      .default(defaultCorruptedBytes)
      .meta({ description: 'How many bytes are changed. Default: 64.' }),
  }),
]);

export type FileFault = z.output<typeof fileFaultOptions>;
export type FileActionName = FileFault['action'];
export type FileOptionsOf<Name extends FileActionName> = Extract<FileFault, { action: Name }>;
