import { z } from 'zod';
import { fileSchema, ownKeysOfProbe, probeEntryId } from './file-schema.ts';

/** What the schema says of each kind of probe. `probes/registry.ts` fits. */
export type DescribedProbes = Readonly<
  Record<string, { readonly summary: string; readonly options: z.ZodType }>
>;

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The JSON Schema (draft 2020-12) of a chain file, for editors: published as
 * `schema/chain.schema.json`. It knows shapes, words and patterns; what the parts of a file say about
 * each other, `weaklink validate` tells.
 */
export function chainJsonSchema(probes: DescribedProbes): JsonSchema {
  const schema = jsonSchemaOf(fileSchema);
  const definitions = { ...schema.$defs, [probeEntryId]: probeEntry(probes) };
  return { ...schema, title: 'weaklink chain', $defs: definitions };
}

function probeEntry(probes: DescribedProbes): JsonSchema {
  return {
    description: 'A kind of probe, or its kind with settings and options.',
    anyOf: [
      { type: 'string', enum: Object.keys(probes) },
      ...Object.entries(probes).map(([kind, { summary, options }]) =>
        probeOfKind(kind, summary, options),
      ),
    ],
  };
}

/** Nothing but the kind is required: the address of the link may say the rest. */
function probeOfKind(kind: string, summary: string, options: z.ZodType): JsonSchema {
  const own = jsonSchemaOf(ownKeysOfProbe);
  return {
    type: 'object',
    description: summary,
    properties: {
      ...own.properties,
      kind: { const: kind },
      ...jsonSchemaOf(options).properties,
    },
    required: ['kind'],
    additionalProperties: false,
  };
}

/** As a person writes it: before defaults. Rules that JSON Schema cannot say are left out. */
function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}
