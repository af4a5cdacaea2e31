import { z } from 'zod';
import { linkKinds } from '../chain/types.ts';
import { eventData } from '../events/schema/data.ts';
import { rulingSchema } from './policy/schema.ts';

/**
 * The contract of the JSON report, published as `schema/report.schema.json`. Loaded by the script
 * that writes that file and by tests; a reporter has no need to check what the compiler has.
 */
const instant = z.string().meta({ format: 'date-time' });

const need = z.union([z.object({ link: z.string() }), z.object({ anyOf: z.array(z.string()) })]);

const linkReport = z.object({
  link: z.string(),
  kind: z.string().describe(`One of ${Object.keys(linkKinds).join(', ')}.`),
  owner: z.string().nullable(),
  state: z.enum(['culprit', 'suspect', 'symptom', 'failing', 'cleared', 'untested']),
  probability: z.number().min(0).max(1).describe('That this link is at fault.'),
  why: z.string(),
  symptoms: z.array(z.string()).describe('Last seen on it.'),
});

const truth = z.object({
  name: z.string(),
  link: z.string(),
  mode: z.string(),
  injectedAt: instant,
});

export const reportSchema = z
  .strictObject({
    schema: z.literal('weaklink.report/1'),
    version: z.string().describe('Of weaklink.'),
    startedAt: instant,
    endedAt: instant,
    chain: z.object({
      name: z.string(),
      models: z.array(z.object({ id: z.string(), at: z.string(), needs: z.array(need) })),
    }),
    verdict: eventData.verdict,
    links: z.array(linkReport).describe('In the order of the chain file.'),
    observations: z
      .array(eventData.observation)
      .describe('The newest observation of every series of looks.'),
    policies: z
      .array(rulingSchema)
      .exactOptional()
      .describe('What the policies of the chain file say; absent where it states none.'),
    truth: truth.exactOptional().describe('Only of a demo or a drill: what was really broken.'),
    timeToVerdictMs: z
      .number()
      .nullable()
      .exactOptional()
      .describe('Only of a demo or a drill; null when no verdict named the culprit in time.'),
    healthyBefore: z
      .boolean()
      .exactOptional()
      .describe('Only of a demo or a drill: whether the chain was seen healthy before the fault.'),
  })
  .meta({ title: 'weaklink report', description: 'What `weaklink check --json` prints.' });

export function reportJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(reportSchema, { io: 'input' });
}
