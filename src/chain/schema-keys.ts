import type { z } from 'zod';

/** The part of zod's own description of a schema that naming its keys needs. */
interface Definition {
  readonly type?: string;
  readonly innerType?: unknown;
  readonly valueType?: unknown;
  readonly element?: unknown;
  readonly options?: readonly unknown[];
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly in?: unknown;
}

/** The keys that the object schema at `path` knows, for suggestions. Of a union, those of all parts. */
export function keysOf(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  return path
    .reduce<readonly unknown[]>((schemas, step) => schemas.flatMap(stepInto(step)), [schema])
    .flatMap(objectKeys);
}

function stepInto(step: PropertyKey) {
  return (schema: unknown): readonly unknown[] => {
    const { shape, valueType, element, options } = definitionOf(schema);
    if (options) return options.flatMap(stepInto(step));
    const inner = shape ? shape[String(step)] : (valueType ?? element);
    return inner === undefined ? [] : [inner];
  };
}

function objectKeys(schema: unknown): readonly string[] {
  const { shape, options } = definitionOf(schema);
  return shape ? Object.keys(shape) : (options ?? []).flatMap(objectKeys);
}

/** What stands behind `optional`, `default` and pipes. */
function definitionOf(schema: unknown): Definition {
  const definition = (schema as { def?: Definition } | undefined)?.def ?? {};
  if (definition.innerType) return definitionOf(definition.innerType);
  return definition.type === 'pipe' ? definitionOf(definition.in) : definition;
}
