import { z } from 'zod';
import { type RunStatus, runStatuses } from '../../drill/types.ts';

/**
 * The contract of the JSON of a drill, published as `schema/drill.schema.json`. Loaded by the
 * script that writes that file and by tests; a reporter has no need to check what the compiler has.
 */
const instant = z.string().meta({ format: 'date-time' });
const milliseconds = z.number().min(0);
const asked = z.boolean().nullable();
const statuses = Object.keys(runStatuses) as [RunStatus, ...RunStatus[]];

const scenario = z.object({
  id: z.string().describe('Name of the file without its ending.'),
  file: z.string(),
  title: z.string(),
  tags: z.array(z.string()),
  difficulty: z.enum(['easy', 'medium', 'hard']),
  references: z.array(z.object({ title: z.string(), url: z.string() })),
  source: z.enum(['sandbox', 'chain', 'recording', 'timeline']),
});

const assertion = z.object({
  name: z.string(),
  status: z.enum(['passed', 'failed', 'skipped', 'error']),
  expected: z.string(),
  found: z.string(),
});

const score = z
  .object({
    topLink: asked.describe('The most probable link was right.'),
    topMode: asked.describe('The most probable link and fault mode were right.'),
    topThree: asked.describe('They were among the three most probable hypotheses.'),
    bothNamed: asked.describe('Of two root causes both were named, link and mode.'),
    allNamed: asked.describe('Of three root causes or more all were named, link and mode.'),
    outside: asked.describe('A cause outside the chain was the right answer, and was given.'),
    undetermined: asked.describe('That nobody can tell was the right answer, and was given.'),
    healthy: asked.describe('Nothing was broken, and nobody was blamed at any time.'),
    timeToDetectMs: milliseconds.nullable().describe('To the first verdict that is not healthy.'),
    timeToVerdictMs: milliseconds.nullable().describe('To the verdict that is right and stays so.'),
    falselyBlamed: z.array(z.string()).describe('Links blamed at the end without reason.'),
    falseAlarms: z.number().int().min(0).describe('Verdicts of fault before there was one.'),
    recoveryNoticed: asked,
    timeToRecoveryMs: milliseconds.nullable(),
    undoClean: asked.describe('Everything injected was undone, and that was verified.'),
  })
  .describe('Null: not asked in this scenario.');

const verdict = z.object({
  offsetMs: z.number().describe('From the first fault; negative before it.'),
  status: z.enum(['healthy', 'fault', 'undetermined']),
  culprits: z.array(
    z.object({ link: z.string(), mode: z.string(), probability: z.number().min(0).max(1) }),
  ),
});

const undo = z.object({
  fault: z.string(),
  injector: z.string(),
  undone: z.boolean(),
  verified: z.boolean(),
  seen: z.string().describe('What the verification saw, or why it could not look.'),
});

export const drillResultSchema = z.object({
  scenario,
  repeat: z.number().int().min(1).describe('Which run of the scenario, from 1.'),
  status: z.enum(statuses),
  reason: z.string().nullable().describe('Why, where it is not `passed`.'),
  startedAt: instant,
  durationMs: milliseconds,
  assertions: z.array(assertion),
  score,
  verdicts: z.array(verdict).describe('In the order of time.'),
  undos: z.array(undo),
  recording: z.string().nullable(),
  journal: z.unknown().describe("Chaos Toolkit's journal; null without an experiment."),
});

export const drillSchema = z
  .strictObject({
    schema: z.literal('weaklink.drill/1'),
    version: z.string().describe('Of weaklink.'),
    startedAt: instant,
    durationMs: milliseconds,
    results: z.array(drillResultSchema),
    exitCode: z.number().int().describe('Of `weaklink drill run`.'),
  })
  .meta({
    title: 'weaklink drill report',
    description: 'What `weaklink drill run --json` writes.',
  });

export function drillJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(drillSchema, { io: 'input' });
}
