import { z } from 'zod';
import { parseJumps, parseSshAddress } from '../../src/vantage/ssh/address.ts';

/** Characters of a list of hosts on the way; eight long names fit. */
const MAX_JUMP_CHARACTERS = 2_048;

export const sshOptions = z.strictObject({
  /** A name, an address, or an alias of the user's SSH configuration. */
  host: z
    .string()
    .refine(
      (text) => parseSshAddress(text.includes(':') ? `[${text}]` : text) !== undefined,
      'must be the name or the address of a host',
    ),
  user: z
    .string()
    .refine((text) => parseSshAddress(`${text}@host`) !== undefined, 'must be the name of a user')
    .optional(),
  port: z.int().min(1).max(65_535).optional(),
  /** Hosts on the way, the nearest first, instead of those that the configuration names. */
  jump: z
    .string()
    .max(MAX_JUMP_CHARACTERS)
    .refine(
      (text) => parseJumps(text) !== undefined,
      'must be hosts with commas between them: ops@bastion:22,inner, or none',
    )
    .optional(),
});

export type SshOptions = z.infer<typeof sshOptions>;
