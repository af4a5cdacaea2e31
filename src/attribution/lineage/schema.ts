import { z } from 'zod';
import { fileSchema } from './file-schema.ts';

/**
 * The JSON Schema (draft 2020-12) of a lineage file, for editors: published as
 * `schema/lineage.schema.json`. It knows shapes, words and patterns; what the parts of a file say about
 * each other, `weaklink lineage check` tells.
 */
export function lineageJsonSchema(): z.core.JSONSchema.BaseSchema {
  const schema = z.toJSONSchema(fileSchema, { io: 'input', unrepresentable: 'any' });
  return { ...schema, title: 'weaklink lineage' };
}
