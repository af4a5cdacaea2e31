import { z } from 'zod';
import { type Chain, type LinkKind, linkKinds } from '../../chain/types.ts';
import { limits } from '../../platform/limits.ts';
import { list, name, options } from './text.ts';

/*
 * The chain as it stands in a session event: already loaded and validated once, so only its shape
 * and its texts are checked here. What a user writes in chain.yaml has its own, stricter schema.
 */

const need = z.union([z.object({ link: name }), z.object({ anyOf: list(name) })]);

const probePlan = z.object({
  kind: name,
  name,
  options,
  intervalMs: z.number().positive(),
  deadlineMs: z.number().positive(),
  vantage: name,
  inferred: z.boolean(),
});

const link = z.object({
  id: name,
  kind: z.enum(Object.keys(linkKinds) as [LinkKind, ...LinkKind[]]),
  address: name.exactOptional(),
  needs: list(need),
  owner: name.exactOptional(),
  environment: name.exactOptional(),
  region: name.exactOptional(),
  provider: name.exactOptional(),
  labels: z.record(name, name),
  probes: list(probePlan),
});

export const chain: z.ZodType<Chain> = z.object({
  name,
  models: list(z.object({ id: name, at: name, needs: list(need) })),
  links: z.array(link).max(limits.chainLinks),
  vantages: list(z.object({ name, address: name })),
});
