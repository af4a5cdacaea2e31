import { z } from 'zod';
import { idPattern, idRule, words } from './grammar.ts';

/** Names in one list of a policy. */
const MOST_NAMED = 200;
/** Days: longer certificates are no longer issued, and ten years are a root's. */
const MAX_DAYS = 3_650;
/** `>=550.54 <600`: what a range is made of. */
const rangePattern =
  /^(?:(?:>=|<=|>|<|=)?\s*\d+(?:\.\d+){0,3})(?:\s+(?:>=|<=|>|<|=)?\s*\d+(?:\.\d+){0,3}){0,3}$/;

const except = z
  .array(z.string().regex(idPattern, `must be ${idRule}`))
  .max(MOST_NAMED)
  .exactOptional()
  .describe('Links that it does not hold for.');
const range = z.string().regex(rangePattern, 'must be a range of versions: ">=550.54 <600"');
/** Without quotes YAML reads a number. */
const minimumTls = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  z.enum(['1.2', '1.3']),
);
const names = z.array(words).min(1).max(MOST_NAMED);

/** What a chain must hold, beside that it works. */
export const policiesSchema = z.strictObject({
  residency: z
    .strictObject({
      regions: names.describe('Allowed regions; eu-* allows all that begin so.'),
      except,
    })
    .exactOptional()
    .describe('Where data may be processed.'),
  tls: z
    .strictObject({
      minimum: minimumTls.describe('Older versions must be refused.'),
      everywhere: z
        .boolean()
        .exactOptional()
        .describe('Plain HTTP is refused too, but on loopback.'),
      except,
    })
    .exactOptional(),
  images: z
    .strictObject({
      pinned: z.literal(true).describe('Containers run images named by digest.'),
      except,
    })
    .exactOptional(),
  certificates: z
    .strictObject({
      days: z
        .int()
        .min(1)
        .max(MAX_DAYS)
        .describe('Days that every certificate must still be valid.'),
      except,
    })
    .exactOptional(),
  licences: z
    .strictObject({ allowed: names.describe('SPDX names, or names of model licences.') })
    .exactOptional()
    .describe('Of everything that the lineage file names.'),
  providers: z
    .strictObject({ several: z.literal(true).describe('No provider alone may stop a model.') })
    .exactOptional(),
  drivers: z
    .strictObject({
      driver: range.exactOptional().describe('Of the GPU: ">=550.54 <600".'),
      cuda: range.exactOptional(),
      except,
    })
    .exactOptional(),
  models: z
    .strictObject({
      pinned: z.literal(true).describe('Model servers name a revision of what they load.'),
      except,
    })
    .exactOptional(),
});

export type Policies = z.infer<typeof policiesSchema>;
