import { z } from 'zod';

/*
 * Objects of the API as far as weaklink reads them. What is missing is empty, never an error: servers of
 * other versions leave out what they do not know.
 */

export const text = z.string().catch('');
export const count = z.number().catch(0);
export const flag = z.boolean().catch(false);
/** RFC 3339 → milliseconds; null where it is absent or no time. */
export const instant = text.transform((value): number | null => {
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? null : ms;
});
export const words = z.record(z.string(), z.string()).catch({});
/** Entries that are not as expected are left out. */
export const list = <T extends z.ZodType>(entry: T) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((all) =>
      all.flatMap((one): z.infer<T>[] => {
        const parsed = entry.safeParse(one);
        return parsed.success ? [parsed.data] : [];
      }),
    );
/** A member that may be absent, read as an empty object then. */
export const member = <T extends z.ZodRawShape>(shape: T) =>
  z.preprocess((value) => value ?? {}, z.object(shape));

export const metadata = member({
  name: text,
  namespace: text,
  uid: text,
  generation: count,
  labels: words,
  annotations: words,
  creationTimestamp: instant,
  deletionTimestamp: instant,
  ownerReferences: list(z.object({ kind: text, name: text, uid: text })),
});

export const condition = z.object({
  type: z.string(),
  status: text,
  reason: text,
  message: text,
  lastTransitionTime: instant,
});
export type Condition = z.infer<typeof condition>;

export function conditionOf(
  { conditions }: { readonly conditions: readonly Condition[] },
  type: string,
): Condition | undefined {
  return conditions.find((one) => one.type === type);
}

/** Objects that are as expected; the others are left out. */
export function readAll<T extends z.ZodType>(schema: T, items: readonly unknown[]): z.infer<T>[] {
  return items.flatMap((item): z.infer<T>[] => {
    const parsed = schema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}
