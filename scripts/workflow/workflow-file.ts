import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** The keys that are run here; a key that changes what runs and is not known is refused. */
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const texts = z.record(z.string(), scalar);

const step = z.object({
  id: z.string().exactOptional(),
  name: z.string().exactOptional(),
  if: scalar.exactOptional(),
  uses: z.string().exactOptional(),
  with: texts.exactOptional(),
  run: z.string().exactOptional(),
  shell: z.enum(['bash']).exactOptional(),
  env: texts.exactOptional(),
  'working-directory': z.string().exactOptional(),
  'continue-on-error': z.boolean().exactOptional(),
  'timeout-minutes': z.number().positive().exactOptional(),
});
export type Step = z.infer<typeof step>;

const job = z.object({
  name: z.string().exactOptional(),
  env: texts.exactOptional(),
  steps: z.array(step).min(1),
  strategy: z.never('a matrix cannot be run here').exactOptional(),
  container: z.never('a container cannot be run here').exactOptional(),
  services: z.never('services cannot be run here').exactOptional(),
});
export type Job = z.infer<typeof job>;

const workflow = z.object({
  name: z.string().exactOptional(),
  env: texts.exactOptional(),
  jobs: z.record(z.string(), job),
});
export type Workflow = z.infer<typeof workflow>;

const action = z.object({
  name: z.string(),
  inputs: z
    .record(z.string(), z.object({ default: scalar.exactOptional() }).nullable())
    .exactOptional(),
  outputs: z.record(z.string(), z.object({ value: z.string() })).exactOptional(),
  runs: z.object({
    using: z.literal('composite', 'only a composite action can be run here'),
    steps: z.array(step),
  }),
});
export type Action = z.infer<typeof action>;

export function readWorkflow(path: string): Workflow {
  return read(path, workflow);
}

export function readAction(path: string): Action {
  return read(path, action);
}

function read<T>(path: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(parse(readFileSync(path, 'utf8')));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(`${path}: ${issue?.path.join('.')}: ${issue?.message}`);
}
