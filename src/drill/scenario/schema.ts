import { z } from 'zod';
import type { ScenarioCatalogue } from './catalogue.ts';
import { faultSchema } from './fault-schema.ts';
import { fileSchema } from './file-schema.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The JSON Schema (draft 2020-12) of a scenario file, for editors: published as
 * `schema/scenario.schema.json`. It knows shapes, words and patterns, the injectors with their
 * options and the faults of the sandbox; what the parts of a file say about each other,
 * `weaklink drill validate` tells.
 */
export function scenarioJsonSchema(
  catalogue: Pick<ScenarioCatalogue, 'faults' | 'injectors'>,
): JsonSchema {
  const whole = fileSchema.extend({ faults: z.array(faultOf(catalogue)).optional() });
  const schema = z.toJSONSchema(whole, { io: 'input', unrepresentable: 'any' });
  return { ...schema, title: 'weaklink scenario' };
}

function faultOf({ faults, injectors }: Pick<ScenarioCatalogue, 'faults' | 'injectors'>) {
  const { sandbox: _, ...others } = injectors;
  const names = z.enum(faults.map(({ name }) => name) as [string, ...string[]]);
  const sandbox = z.strictObject({ sandbox: z.union([names, z.strictObject({ fault: names })]) });
  const kinds = Object.entries(others).map(([kind, { options }]) =>
    z.strictObject({ [kind]: options }),
  );
  return faultSchema.extend({
    inject: z.union([sandbox, ...kinds]).describe('One kind of injector, and what it is told.'),
  });
}
