import { z } from 'zod';
import type { Verdict } from '../verdict.ts';
import { command, instant, list, name, text } from './text.ts';

const probability = z.number().min(0).max(1);
const suspect = z.object({ link: name.nullable(), mode: name });

const change = z.object({
  link: name,
  what: name,
  from: text.nullable(),
  to: text.nullable(),
  at: instant,
  notBefore: instant.exactOptional(),
  beforeMs: z.number().nonnegative(),
});

const culprit = z.object({
  link: name,
  mode: name,
  title: text,
  probability,
  linkProbability: probability,
  since: instant,
  evidenceFor: list(text),
  evidenceAgainst: list(text),
  remedy: text,
  mayHide: list(name),
  change: change.exactOptional(),
});

const finding = z.object({
  link: name,
  state: z.enum(['culprit', 'suspect', 'symptom', 'failing', 'cleared', 'untested']),
  probability,
  why: text,
});

const nextLook = z.object({
  link: name,
  probe: name,
  stream: name.nullable(),
  why: text,
  command: command.nullable(),
  seconds: z.number(),
  gainBits: z.number().exactOptional(),
  intrusion: z.number().exactOptional(),
});

const contradiction = z.object({
  link: name,
  who: text,
  words: text,
  since: instant,
  forMs: z.number(),
  kind: z.literal('alarms').exactOptional(),
  before: z.object({ wrong: z.int().nonnegative(), of: z.int().positive() }).exactOptional(),
});

const admission = z.object({
  link: name,
  who: text,
  words: text,
  at: instant,
  afterMs: z.number().nonnegative(),
});

export const verdict: z.ZodType<Verdict> = z.object({
  at: instant,
  status: z.enum(['healthy', 'fault', 'undetermined']),
  headline: text,
  culprits: list(culprit),
  cleared: list(name),
  untested: list(name),
  links: list(finding),
  hypotheses: list(z.object({ faults: list(suspect), probability })),
  noFaultProbability: probability,
  outsideProbability: probability,
  next: nextLook.nullable(),
  contradictions: list(contradiction),
  admissions: list(admission).exactOptional(),
  models: list(z.object({ model: name, failing: z.number() })),
});
