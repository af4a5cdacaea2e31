import { z } from 'zod';
import { intervalText } from '../../chain/grammar.ts';
import { activitySchema, experimentSections, toleranceSchema } from '../chaos-toolkit/schema.ts';
import { expectSchema } from './expect-schema.ts';
import { faultSchema } from './fault-schema.ts';
import { id, offset, prose, shortWords, span, title } from './grammar.ts';
import { timelineSchema } from './timeline-schema.ts';
import {
  changeSchema,
  claimSchema,
  guardSettings,
  loadSchema,
  processSchema,
  proxySchema,
  referenceSchema,
  targetSchema,
  withoutSchema,
} from './world-schema.ts';

/** Faults of one scenario: more at once cannot be told apart by anybody. */
const maxFaults = 50;
const maxMarks = 200;
const maxGuards = 20;
const maxNamed = 50;
const maxTags = 20;

export const guardSchema = z.strictObject({
  ...guardSettings,
  provider: activitySchema.shape.provider,
  tolerance: toleranceSchema,
});

export const sourceSchema = z
  .strictObject({
    recording: z.string().min(1).max(4_096).optional(),
    timeline: timelineSchema.optional(),
  })
  .refine(({ recording, timeline }) => (recording === undefined) !== (timeline === undefined), {
    message: 'must hold one of recording and timeline',
  });

function named<T extends z.ZodType>(what: T) {
  return z
    .record(id, what)
    .refine((all) => Object.keys(all).length <= maxNamed, `must be at most ${maxNamed}`);
}

/** The shape of a scenario file; `loadScenario` checks what its parts say about each other. */
export const fileSchema = z.strictObject({
  $schema: z.string().optional().describe('For editors.'),
  title: title.describe('What happens, in one line.'),
  description: prose.optional(),
  tags: z.array(shortWords).max(maxTags).optional(),
  difficulty: z.enum(['easy', 'medium', 'hard']).optional().describe('Default: medium.'),
  references: z.array(referenceSchema).max(50).optional(),
  chain: z
    .union([z.string().min(1).max(4_096), z.record(z.string(), z.unknown())], {
      error: 'must be sandbox, the path of a chain file, or a chain',
    })
    .optional()
    .describe('sandbox (the default), a path relative to this file, or a chain as in chain.yaml.'),
  every: intervalText.optional().describe('Of the looks at the sandbox. Default: 250ms.'),
  without: withoutSchema.optional().describe('What weaklink is not told of.'),
  targets: named(targetSchema).optional().describe('Which links may be broken, and by what.'),
  guards: z.array(guardSchema).max(maxGuards).optional(),
  faults: z.array(faultSchema).max(maxFaults).optional(),
  changes: z.array(changeSchema(offset)).max(maxMarks).optional(),
  claims: z.array(claimSchema(offset)).max(maxMarks).optional(),
  load: loadSchema.optional(),
  proxies: named(proxySchema).optional(),
  processes: named(processSchema).optional(),
  'ssh-config': z
    .string()
    .min(1)
    .max(4_096)
    .optional()
    .describe(
      'Read instead of the user’s SSH configuration, as ssh -F does; relative to this file.',
    ),
  source: sourceSchema.optional().describe('Instead of injecting: a recording or a timeline.'),
  expect: expectSchema.optional(),
  timeout: span.optional().describe('Of the whole run. Default: 90s, or what its times need.'),
  ...experimentSections,
});

export type ScenarioFile = z.infer<typeof fileSchema>;
