import { z } from 'zod';
import { ruleNames } from '../../policy/types.ts';

/** What one policy says of one thing; also in the report of a check. */
export const rulingSchema = z.strictObject({
  rule: z.enum(ruleNames),
  link: z.string().nullable().describe('Null: something else, or the whole chain.'),
  about: z.string().exactOptional().describe('What it is about, where that is no link.'),
  state: z.enum(['held', 'broken', 'unknown']).describe('unknown: what would tell was not seen.'),
  seen: z.string().nullable(),
  wanted: z.string(),
  since: z.string().nullable(),
  orEarlier: z.literal(true).exactOptional().describe('It has been so for at least as long.'),
  fact: z.string().exactOptional().describe('The fact of a look that shows it.'),
  remedy: z.string().nullable(),
  command: z.string().nullable(),
});

/** The contract of `weaklink policy --json`, published as `schema/policy.schema.json`. */
export const policySchema = z
  .strictObject({
    schema: z.literal('weaklink.policy/1'),
    chain: z.string(),
    at: z.string().meta({ format: 'date-time' }),
    broken: z.int(),
    unknown: z.int(),
    held: z.int(),
    rulings: z.array(rulingSchema).describe('The broken ones first.'),
  })
  .meta({ title: 'weaklink policy', description: 'What `weaklink policy --json` prints.' });

export function policyJsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(policySchema, { io: 'input' });
}
