import { z } from 'zod';
import type { ToxicTypes } from './toxic.ts';

export const proxyName = z.string().min(1).max(200);

/**
 * Options in which the attributes of a fault stand beside its name: one shape for each fault of a
 * registry, told apart by `key`, with the fields that all have in common.
 */
export function optionsByType<Options>(
  key: string,
  types: ToxicTypes,
  common: z.ZodRawShape,
): z.ZodType<Options> {
  const variants = Object.entries(types).map(([type, { attributes }]) =>
    // All attributes are objects; the registries have no other.
    z.strictObject({ ...common, [key]: z.literal(type), ...(attributes as z.ZodObject).shape }),
  );
  const [first, ...rest] = variants;
  if (!first) throw new Error(`no ${key} to choose from`);
  return z.discriminatedUnion(key, [first, ...rest]) as unknown as z.ZodType<Options>;
}

/** ` (latency 800, jitter 0)`, or nothing. */
export function attributeWords(attributes: Readonly<Record<string, unknown>>): string {
  const words = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${value}`);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}
