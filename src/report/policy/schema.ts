import { z } from 'zod';
import { ruling } from '../../events/schema/ruling.ts';

/** What one policy says of one thing; also in the report of a check. */
export const rulingSchema = z.strictObject(ruling.shape);

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
