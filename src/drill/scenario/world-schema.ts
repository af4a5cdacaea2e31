import { z } from 'zod';
import { secretReference } from '../../platform/secrets.ts';
import { hostPort, id, shortWords, span, webUrl } from './grammar.ts';

const maxArguments = 100;
const maxArgumentCharacters = 4_096;
/** Requests a second beside the looks; more is a load test. */
const maxPerSecond = 1_000;
/** Replicas or connections that one fault may touch. */
const maxLimit = 1_000;

export const changeSchema = (at: z.ZodType<string>) =>
  z.strictObject({
    at,
    link: id,
    what: shortWords.describe('config.hash, container.image …'),
    from: shortWords.nullable().optional(),
    to: shortWords.nullable().optional(),
  });

export const claimSchema = (at: z.ZodType<string>) =>
  z.strictObject({
    at,
    link: id,
    who: shortWords.describe('status page, operator …'),
    says: z.enum(['healthy', 'degraded', 'down', 'maintenance', 'unknown']),
    words: shortWords,
  });

export const withoutSchema = z.strictObject({
  links: z.array(id).max(200).optional(),
  probes: z
    .array(z.string().min(1).max(140))
    .max(200)
    .optional()
    .describe('<link>/<probe name>, or a kind of probe.'),
  vantages: z.array(id).max(50).optional(),
});

export const targetSchema = z.strictObject({
  allow: z.array(id).min(1).max(20).describe('Kinds of injectors that may touch it.'),
  limit: z.int().min(1).max(maxLimit).optional().describe('How many of it. Default: 1.'),
});

export const argvSchema = z
  .array(
    z
      .string()
      .max(maxArgumentCharacters)
      .refine((text) => !text.includes('\0')),
  )
  .min(1)
  .max(maxArguments);

export const proxySchema = z.strictObject({
  kind: z.enum(['tcp', 'llm', 'dns']),
  listen: hostPort,
  upstream: hostPort,
});

export const processSchema = z.strictObject({
  argv: argvSchema.describe('The program and its arguments; no shell reads them.'),
  ready: hostPort.optional().describe('Answers once it is up.'),
});

export const loadSchema = z
  .strictObject({
    url: webUrl.optional().describe('Base URL of the API, as https://host/v1.'),
    link: id.optional().describe('Instead of a URL: the link that serves the model.'),
    key: secretReference().optional(),
    model: shortWords,
    perSecond: z.number().gt(0, 'must be more than 0').max(maxPerSecond),
  })
  .refine(({ url, link }) => (url === undefined) !== (link === undefined), {
    error: 'needs one of url and link',
  });

export const referenceSchema = z.strictObject({ title: shortWords, url: webUrl });

export const guardSettings = {
  name: shortWords,
  every: span.optional().describe('Default: 1s.'),
  failures: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('In a row; then the run is aborted and undone. Default: 3.'),
};
