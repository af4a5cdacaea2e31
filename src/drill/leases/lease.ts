import { z } from 'zod';
import { processIdentitySchema } from './process-identity.ts';

/** What one run wrote down of one fault before it was applied: enough for anybody to undo it. */
export const leaseSchema = z.object({
  schema: z.literal('weaklink.lease/1'),
  scenario: z.string(),
  /** Name of the fault in its scenario. */
  fault: z.string(),
  /** Key of the registry of injectors. */
  injector: z.string(),
  /** Chain and link that it harms. */
  chain: z.string(),
  link: z.string(),
  /** One sentence: what is done to what. */
  explains: z.string(),
  /** The injector's own; see `UndoPlan`. */
  plan: z.record(z.string(), z.unknown()),
  createdAt: z.iso.datetime(),
  /** From then on the watchdog undoes it, whatever the drill does. */
  deadline: z.iso.datetime(),
  bootId: z.string(),
  /** The drill. */
  owner: processIdentitySchema,
  /** What the last attempt to undo it found, where one failed. */
  lastAttempt: z.object({ at: z.iso.datetime(), seen: z.string() }).nullable(),
});
export type Lease = z.infer<typeof leaseSchema>;

/** A lease as it lies on disk. */
export interface HeldLease {
  readonly path: string;
  readonly lease: Lease;
}

/** A file that should be a lease and cannot be read as one. */
export interface UnreadableLease {
  readonly path: string;
  readonly reason: string;
}
