import { z } from 'zod';

/** Activities of one section. */
const maxActivities = 200;
const maxName = 300;
/** Seconds: a pause or a timeout that is longer outlives every drill. */
const maxSeconds = 6 * 3_600;

/** Any JSON, as deep as the file may nest. */
const json = z.json().meta({ id: 'json' });
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const seconds = z.number().min(0).max(maxSeconds);
const text = z.string().min(1).max(maxName);
/** A number, or `${name}` that stands for one. */
const numberOrName = z.union([seconds, z.string().regex(/^\$\{[^{}]+\}$/)], {
  error: 'must be a number of seconds, or the name of one: $ and braces',
});

const httpProvider = z.strictObject({
  type: z.literal('http'),
  url: z.string().min(1).max(2_048),
  method: z.string().min(1).max(20).optional(),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  expected_status: z.int().min(100).max(599).optional(),
  arguments: z.union([z.record(z.string(), json), z.string(), z.array(json)]).optional(),
  timeout: z
    .union([numberOrName, z.tuple([seconds, seconds])], {
      error: 'must be a number of seconds, or [to connect, to read]',
    })
    .optional(),
  secrets: z.array(text).optional(),
  max_retries: z.int().min(0).max(10).optional(),
  verify_tls: z.boolean().optional(),
});

const processProvider = z.strictObject({
  type: z.literal('process'),
  path: z.string().min(1).max(4_096),
  arguments: z
    .union([z.string(), z.array(scalar), z.record(z.string(), json)], {
      error: 'must be a list, a set of keys and values, or a text',
    })
    .optional(),
  timeout: numberOrName.optional(),
  secrets: z.array(text).optional(),
});

const pythonProvider = z.strictObject({
  type: z.literal('python'),
  module: text,
  func: text,
  arguments: z.record(z.string(), json).optional(),
  secrets: z.array(text).optional(),
});

/** Controls name a module, whose functions Chaos Toolkit calls by their names. */
const controlInPython = pythonProvider.extend({ func: text.default('*') });

const faultProvider = z.strictObject({
  type: z.literal('fault'),
  fault: text.describe('The name of a fault of this scenario.'),
  do: z.enum(['inject', 'undo']).optional().describe('Default: inject.'),
});

export const providerSchema = z
  .discriminatedUnion('type', [httpProvider, processProvider, faultProvider, pythonProvider], {
    error: 'must be { type: http | process | fault, … }',
  })
  .meta({ id: 'provider' });

export const modes = ['start', 'end', 'edge', 'continuous', 'on-chaos'] as const;

const toleranceObject = z.looseObject({ type: z.string() });

/** All six kinds; their parts are checked in `tolerance.ts`, which knows where they stand. */
export const toleranceSchema = z
  .union([scalar, z.array(json), toleranceObject], {
    error: 'must be a value, a list, or { type: regex | jsonpath | range | probe, … }',
  })
  .meta({ id: 'tolerance' });

export const controlSchema = z
  .strictObject({
    name: text,
    provider: z.discriminatedUnion('type', [httpProvider, processProvider, controlInPython]),
    scope: z.enum(['before', 'after']).optional(),
    automatic: z.boolean().optional(),
  })
  .meta({ id: 'control' });
const controls = z.array(controlSchema).max(20);

export const activitySchema = z.strictObject({
  type: z.enum(['probe', 'action']),
  name: text,
  provider: providerSchema,
  tolerance: toleranceSchema.optional(),
  background: z.boolean().optional(),
  pauses: z
    .strictObject({ before: numberOrName.optional(), after: numberOrName.optional() })
    .optional()
    .describe('Seconds.'),
  mode: z.enum(modes).optional().describe('When a probe of the hypothesis looks.'),
  secrets: z.union([text, z.array(text)]).optional(),
  configuration: text.optional(),
  controls: controls.optional(),
});
export const referenceSchema = z.strictObject({ ref: text });

const activity = z
  .union([activitySchema, referenceSchema], {
    error: 'must be an activity, or { ref: name }',
  })
  .meta({ id: 'activity' });
const activities = z.array(activity).max(maxActivities);

const settings = z.record(z.string(), json);

/** When the hypothesis is checked and the rollbacks are played. */
export const runtimeSchema = z.strictObject({
  hypothesis: z
    .strictObject({
      strategy: z.string().max(50).optional(),
      frequency: seconds.gt(0).optional(),
      fail_fast: z.boolean().optional(),
      fail_fast_ratio: z.number().min(0).max(1).optional(),
    })
    .optional(),
  rollbacks: z.strictObject({ strategy: z.string().max(50).optional() }).optional(),
});

/** The sections of a Chaos Toolkit experiment, beside `title`, `description` and `tags`. */
export const experimentSections = {
  version: z.string().max(50).optional(),
  'steady-state-hypothesis': z
    .strictObject({ title: text, probes: activities, controls: controls.optional() })
    .optional(),
  method: activities.optional(),
  rollbacks: activities.optional(),
  controls: controls.optional(),
  configuration: settings.optional(),
  secrets: settings.optional(),
  runtime: runtimeSchema.optional(),
  contributions: settings.optional(),
  extensions: z.array(json).max(100).optional(),
} as const;
