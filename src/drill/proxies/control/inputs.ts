import { z } from 'zod';
import { badBody } from './control-error.ts';

/** Milliseconds after which a fault must have been undone, at most: a day. */
const LONGEST_TTL_MS = 86_400_000;
const MAX_NAME_CHARACTERS = 200;

const name = z.string().max(MAX_NAME_CHARACTERS);
const address = z.string().max(2_048);
/** Ours, beside Toxiproxy's fields: the proxy itself undoes it after so many milliseconds. */
const ttl = z.int().min(1).max(LONGEST_TTL_MS).optional();

const toxicInput = z.object({
  name: name.optional(),
  type: name.optional(),
  stream: z.string().optional(),
  toxicity: z.number().min(0).max(1).optional(),
  attributes: z.record(z.string(), z.unknown()).optional(),
  ttl,
});
const proxyInput = z.object({
  name: name.optional(),
  listen: address.optional(),
  upstream: address.optional(),
  enabled: z.boolean().optional(),
  ttl,
});

export type ToxicInput = z.infer<typeof toxicInput>;
export type ProxyInput = z.infer<typeof proxyInput>;

export const readToxic = (body: unknown): ToxicInput => read(toxicInput, body);
export const readProxy = (body: unknown): ProxyInput => read(proxyInput, body);

export function readProxies(body: unknown): readonly ProxyInput[] {
  return read(z.array(proxyInput).max(100), body);
}

/** @throws ControlError 400 with the first thing that is wrong */
export function read<T>(shape: z.ZodType<T>, body: unknown): T {
  const result = shape.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw badBody(`${issue?.path.join('.') || 'document'}: ${issue?.message}`);
}
