import { z } from 'zod';
import { id, span } from './grammar.ts';

/** More root causes than this are no drill that anybody can read. */
const maxRootCauses = 8;
const maxAlternatives = 20;
const maxLinks = 200;

const modeId = z
  .string()
  .regex(/^[a-z0-9_]+(?:[.-][a-z0-9_]+)*$/, 'must be a fault mode: gpu.lost');
const blamable = {
  link: id.nullable().describe('A link of the chain; null: a cause outside the chain.'),
  mode: modeId
    .nullable()
    .optional()
    .describe('A fault mode that a link of its kind can have; absent: any.'),
};

const rootCause = z.strictObject({
  ...blamable,
  or: z
    .array(z.strictObject(blamable))
    .max(maxAlternatives)
    .optional()
    .describe('Answers that are as good.'),
});

export const verdicts = ['fault', 'healthy', 'outside', 'undetermined'] as const;

/** What the diagnosis should say. Shape after ITBench's ground truth: root causes and propagation. */
export const expectSchema = z.strictObject({
  'root-cause': z
    .array(rootCause)
    .max(maxRootCauses)
    .optional()
    .describe('What is broken. Absent where every fault is of the sandbox: those faults.'),
  verdict: z
    .enum(verdicts)
    .optional()
    .describe('fault where there is a root cause. Others: healthy, outside, undetermined.'),
  candidates: z
    .array(rootCause)
    .min(2)
    .max(maxRootCauses)
    .optional()
    .describe('With "verdict: undetermined": who must be named as possible.'),
  propagation: z
    .array(z.strictObject({ from: id, to: id }))
    .max(maxLinks)
    .optional()
    .describe('By which links it spread: no "to" may be blamed.'),
  'after-change': id
    .optional()
    .describe('The verdict must say that it began after a change of this link.'),
  cleared: z.array(id).max(maxLinks).optional().describe('Links that must be cleared.'),
  'not-blamed': z.array(id).max(maxLinks).optional().describe('Links that must not be blamed.'),
  within: span.optional().describe('From the first fault to the right verdict. Default: 15s.'),
  probability: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("Of the culprit's link at the end of the fault, at least. Default: 0.5."),
  recovery: z
    .union([z.literal('none'), z.strictObject({ within: span })], {
      error: 'must be none, or { within: 20s }',
    })
    .optional()
    .describe('From the last undo to a healthy verdict. Default: 20s, none in a replay.'),
});

export type ExpectEntry = z.infer<typeof expectSchema>;
