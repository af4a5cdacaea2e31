import { z } from 'zod';
import { limits } from '../platform/limits.ts';
import {
  address,
  deadlineText,
  idPattern,
  idRule,
  intervalText,
  vantagePattern,
  vantageRule,
  words,
} from './grammar.ts';
import { policiesSchema } from './policies-schema.ts';
import { type LinkKind, linkKinds } from './types.ts';

/** Links that one link may need directly. */
const maxNeeds = 200;
const maxModels = 200;
const maxProbesOfLink = 50;

const kinds = Object.keys(linkKinds) as [LinkKind, ...LinkKind[]];

const id = z.string().regex(idPattern, `must be ${idRule}`);
const need = z
  .union(
    [
      id,
      z.strictObject({ anyOf: z.array(id).min(2, 'must name at least two links').max(maxNeeds) }),
    ],
    { error: 'must be the name of a link, or { anyOf: [one, another] }' },
  )
  .meta({
    id: 'need',
    description: 'A link, or replicas of which one answers: { anyOf: [a, b] }.',
  });
const needs = z.array(need).max(maxNeeds);

const every = intervalText.describe('From the start of one look to the next: 500ms, 5s, 1m.');
const deadline = deadlineText.describe('How long a look may take: 500ms, 3s.');
const from = id.describe('The vantage that it is looked at from.');

/** A probe's own keys; its options stand beside them and are the probe's business. */
export const ownKeysOfProbe = z.looseObject({
  kind: id,
  as: id.optional().describe('Names this series of looks. Default: the kind.'),
  every: every.optional(),
  deadline: deadline.optional(),
  from: from.optional(),
});
/** Where the published schema puts what each kind of probe allows. */
export const probeEntryId = 'probe';
const probeEntry = z
  .union([id, ownKeysOfProbe], { error: 'must be a kind of probe, or { kind: …, options … }' })
  .meta({ id: probeEntryId });
const probeList = z.array(probeEntry).max(maxProbesOfLink);

const linkEntry = z.strictObject({
  kind: z.enum(kinds).describe('What it is; decides how it is looked at and how it breaks.'),
  address: address
    .optional()
    .describe('URL, host:port, name, container, pid file …: what the kind calls for.'),
  needs: needs.optional().describe('The links that its answers need.'),
  owner: words.optional().describe('Whom to call.'),
  environment: words.optional(),
  region: words.optional(),
  provider: words.optional(),
  labels: z.record(id, words).optional(),
  every: every.optional(),
  deadline: deadline.optional(),
  from: from.optional(),
  probes: probeList
    .optional()
    .describe('Instead of the probes that the kind and the address suggest. []: nobody looks.'),
  also: probeList.optional().describe('Beside the probes that the kind and the address suggest.'),
});

/** Directories of datanets that one chain reads. */
const maxDatanets = 100;
/** Characters of a path: what Linux allows. */
const maxPath = 4_096;

const filePath = z
  .string()
  .min(1)
  .max(maxPath)
  .refine((text) => !/\p{Cc}/u.test(text), { message: 'must not hold control characters' });
const listenPattern = /^(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9][A-Za-z0-9.-]{0,252}):(\d{1,5})$/;
const listenRule = 'must be host:port, the port from 1 to 65535: 127.0.0.1:4318';

const attributionEntry = z.strictObject({
  lineage: filePath
    .exactOptional()
    .describe('The lineage file: who contributed to what. Relative to this file.'),
  prices: filePath
    .exactOptional()
    .describe("Prices of own GPUs, and whatever the vendors' table does not know."),
  datanets: z.array(filePath).max(maxDatanets).exactOptional().describe('Directories of datanets.'),
  ledger: filePath
    .exactOptional()
    .describe(
      'Directory of the ledger that weaklink posts to while it watches; made where there is none.',
    ),
  listen: z
    .string()
    .regex(listenPattern, listenRule)
    .refine((text) => {
      const port = Number(listenPattern.exec(text)?.[1]);
      return port >= 1 && port <= 65_535;
    }, listenRule)
    .exactOptional()
    .describe(
      'Where OTLP traces, what LiteLLM logs (/litellm) and what a tap tells are taken: 127.0.0.1:4318.',
    ),
});

const modelEntry = z
  .union([id, z.strictObject({ at: id, needs: needs.optional() })], {
    error: 'must be the name of a link, or { at: link, needs: [links] }',
  })
  .describe('The link that its users ask, or { at: link, needs: [what only this model needs] }.');

/** The shape of a chain.yaml. What its parts say about each other is checked by `loadChain`. */
export const fileSchema = z.strictObject({
  $schema: z.string().optional().describe('For editors.'),
  chain: id.describe('The name of this chain.'),
  defaults: z
    .strictObject({
      every: every.optional(),
      deadline: deadline.optional(),
      from: from.optional(),
    })
    .optional()
    .describe(
      'For every probe that says nothing else. Without: every 5s, deadline 3s, from local.',
    ),
  vantages: z
    .record(id, z.string().regex(vantagePattern, vantageRule))
    .refine((vantages) => (vantages.local ?? 'local') === 'local', {
      path: ['local'],
      message: 'cannot be given to another place: local is the machine that weaklink runs on',
    })
    .optional()
    .describe('Places to look from, by name: ssh:user@host:port, docker:container.'),
  models: z
    .record(id, modelEntry)
    .refine((models) => Object.keys(models).length <= maxModels, `must be at most ${maxModels}`)
    .optional()
    .describe('The models that people ask.'),
  attribution: attributionEntry
    .optional()
    .describe('Who contributed to answers and what they cost: files, and where to be told.'),
  policies: policiesSchema
    .optional()
    .describe('What the chain must hold beside that it works; see "weaklink policy".'),
  links: z
    .record(id, linkEntry)
    .refine((links) => Object.keys(links).length > 0, 'must hold at least one link')
    .refine(
      (links) => Object.keys(links).length <= limits.chainLinks,
      `must be at most ${limits.chainLinks}`,
    )
    .meta({ description: 'Everything that can break, by name.', minProperties: 1 }),
});

export type ChainFile = z.infer<typeof fileSchema>;
export type LinkEntry = z.infer<typeof linkEntry>;
export type ProbeEntry = z.infer<typeof probeEntry>;
