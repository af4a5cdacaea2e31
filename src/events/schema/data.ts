import { z } from 'zod';
import { limits } from '../../platform/limits.ts';
import { type EventData, type EventKind, inferenceSources, phaseNames } from '../types.ts';
import { chain } from './chain.ts';
import { policyState } from './ruling.ts';
import { answer, command, instant, lines, list, name, text } from './text.ts';
import { verdict } from './verdict.ts';

const observation = z.object({
  link: name,
  probe: name,
  stream: name,
  vantage: name,
  reach: z.enum(['self', 'access', 'through']),
  model: name.exactOptional(),
  outcome: z.enum(['ok', 'degraded', 'failed', 'unknown']),
  symptom: name.nullable(),
  alsoSeen: list(name),
  summary: text,
  startedAt: instant,
  durationMs: z.number().nonnegative(),
  phases: z.partialRecord(z.enum(phaseNames), z.number().nonnegative()),
  measures: list(z.object({ name, value: z.number(), unit: name })),
  facts: z
    .record(name, z.union([text, z.number(), z.boolean(), z.null()]))
    .refine((facts) => Object.keys(facts).length <= limits.factsPerObservation, 'too many facts'),
  evidence: z.array(lines).max(limits.evidencePieces),
  command,
  servedBy: text.exactOptional(),
});

const change = z.object({
  link: name,
  what: name,
  from: text.nullable(),
  to: text.nullable(),
  notBefore: instant.exactOptional(),
});

const claim = z.object({
  link: name,
  who: text,
  says: z.enum(['healthy', 'degraded', 'down', 'maintenance', 'unknown']),
  words: lines,
  updatedAt: instant.nullable(),
});

const note = z.object({ link: name.nullable(), words: lines });

const fault = z.object({
  action: z.enum(['injected', 'cleared']),
  name,
  link: name,
  mode: name,
});

const tokens = z.int().nonnegative().nullable();

const hop = z.object({
  link: name,
  ms: z.number().nonnegative(),
  firstTokenMs: z.number().nonnegative().nullable(),
});

const inference = z.object({
  link: name,
  model: name,
  responseModel: name.nullable(),
  request: name,
  attempt: name,
  source: z.enum(inferenceSources),
  operation: name,
  outcome: z.enum(['ok', 'failed', 'aborted']),
  used: z.boolean().nullable(),
  final: z.boolean(),
  error: name.nullable(),
  startedAt: instant,
  durationMs: z.number().nonnegative(),
  firstTokenMs: z.number().nonnegative().nullable(),
  promptTokens: tokens,
  cacheReadTokens: tokens,
  cacheWriteTokens: tokens,
  cacheWriteHourTokens: tokens,
  completionTokens: tokens,
  reasoningTokens: tokens,
  billed: z.enum(['yes', 'no', 'unknown']),
  costNanos: z.int().nullable(),
  currency: name.nullable(),
  consumer: text.nullable(),
  environment: text.nullable(),
  adapter: name.nullable(),
  path: list(hop),
  citations: list(text),
  output: answer.nullable(),
});

const count = z.int().nonnegative();
const source = z.object({
  link: name,
  who: text,
  denied: count,
  admitted: count,
  alarmed: count,
  quiet: count,
});

const session = z.object({ version: name, chain, sources: list(source).exactOptional() });

/** What each kind of event may hold. A missing kind does not compile. */
export const eventData: { readonly [K in EventKind]: z.ZodType<EventData[K]> } = {
  session,
  observation,
  change,
  claim,
  note,
  fault,
  inference,
  policy: policyState,
  verdict,
};
