import { z } from 'zod';
import { words } from '../../chain/grammar.ts';
import { WHOLE_PPM } from '../types.ts';
import { baseRelations, plainKinds, splitGroups } from './types.ts';

/** Nodes of one kind: the largest public datanets name hundreds of contributors. */
const maxNodes = 2_000;
/** Names that one node may list. */
export const maxListed = 500;
/** Documents of one datanet; more belong into its index, and the file is limited in bytes as well. */
const maxDocuments = 10_000;
const maxSplits = 500;
/** Largest weight: with a whole of 1,000,000 parts every product is an exact number. */
const maxWeight = 1_000_000;

const idRule =
  'must be letters, digits and - _ . / @ + only, at most 96, starting with a letter or digit';
/** Hugging Face's `org/name` is one too; a colon is left to the party's kind. */
export const nodeIdPattern = /^[A-Za-z0-9][A-Za-z0-9_./@+-]{0,95}$/;
const id = z.string().regex(nodeIdPattern, idRule);

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256: 64 hex digits, lower case');
const filePath = z
  .string()
  .min(1)
  .max(4_096)
  .refine((text) => !/\p{Cc}/u.test(text), { message: 'must not hold control characters' });
const momentPattern = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)?$/;
const moment = z
  .string()
  .refine((text) => momentPattern.test(text) && !Number.isNaN(Date.parse(text)), {
    message: 'must be a date or a time in UTC: 2026-11-21 or 2026-11-21T14:02:00Z',
  })
  .meta({ pattern: momentPattern.source });

const ids = z.array(id).max(maxListed);
const oneOrMore = z.union([id, ids.min(1, 'must name at least one')], {
  error: 'must be a name, or a list of names',
});
const weight = z.int().min(1).max(maxWeight);
const weights = z
  .union([ids, z.record(id, weight)], {
    error: 'must be a list of names, or names with weights: { ada: 2, ben: 1 }',
  })
  .describe('A list of names (all alike), or names with weights: { ada: 2, ben: 1 }.');
const names = z
  .array(words)
  .max(maxListed)
  .describe('Other names under which events and cards know it.');

const artefact = {
  names: names.optional(),
  version: words.optional(),
  licence: words
    .optional()
    .describe('An SPDX expression, or the name of a model licence: llama3.1.'),
  'licence-file': filePath.optional().describe('Its text, held against the licence stated.'),
  source: words.optional().describe('Where it comes from: hf:acme/tickets, a URL, a package URL.'),
  revision: words.optional().describe('Commit of the source.'),
  directory: filePath.optional().describe('A local copy; relative to this file.'),
  files: z
    .array(z.strictObject({ path: filePath, sha256 }))
    .max(maxListed)
    .optional()
    .describe('Its files and their hashes; paths relative to its directory, else to this file.'),
  developers: weights.optional(),
};

const plain = z.union([z.null(), z.strictObject({ title: words.optional() })], {
  error: 'must be empty, or { title: "…" }',
});

const document = z.strictObject({
  contributor: id.optional(),
  sha256: sha256.optional(),
  registered: moment.optional().describe('When it was registered: the earliest copy earns.'),
  licence: words.optional(),
});

const datanet = z.strictObject({
  ...artefact,
  contributors: weights.optional(),
  documents: z
    .record(words, document)
    .refine((all) => Object.keys(all).length <= maxDocuments, `must be at most ${maxDocuments}`)
    .optional(),
  from: oneOrMore.optional().describe('Datanets that it was made of.'),
});

const base = z.strictObject({
  ...artefact,
  from: oneOrMore.optional().describe('Base models that it was made of.'),
  relation: z.enum(baseRelations).optional().describe('How it was made of them.'),
  datanets: weights.optional(),
});

const served = {
  datanets: weights.optional(),
  hosts: weights.optional(),
  stakers: weights.optional(),
};

const adapter = z.strictObject({
  ...artefact,
  ...served,
  base: id.optional().describe('The base model that it was trained on.'),
});

const model = z.strictObject({
  ...served,
  names: names.optional(),
  base: id.optional(),
  adapters: ids.optional(),
  developers: weights.optional(),
});

const agent = z.strictObject({
  names: names.optional(),
  models: ids.optional().describe('The models that it asks.'),
  developers: weights.optional(),
});

const targetRule = `must be ${splitGroups.join(', ')}, unattributed, or a party: developer:acme`;
export const splitTargetPattern = new RegExp(
  `^(?:${splitGroups.join('|')}|unattributed|(?:${[...plainKinds, 'datanet', 'base', 'adapter', 'agent'].join('|')}):[A-Za-z0-9][A-Za-z0-9_./@+-]{0,95})$`,
);
const target = z.string().regex(splitTargetPattern, targetRule);
const parts = z
  .record(target, z.int().min(0).max(WHOLE_PPM))
  .refine((all) => Object.keys(all).length <= maxListed, `must be at most ${maxListed}`);

const split = z.strictObject({
  model: id
    .optional()
    .describe('The model that it is for; without, all that have none of their own.'),
  adapter: id.optional(),
  from: moment.optional().describe('In force from here on, until a later one of the same is.'),
  first: parts
    .optional()
    .describe("Parts per million of the whole, taken before the rest: a platform's fee."),
  shares: parts.describe('Parts per million of what is left, summing to 1,000,000.'),
});

function nodes<T extends z.ZodType>(schema: T) {
  return z
    .record(id, schema)
    .refine((all) => Object.keys(all).length <= maxNodes, `must be at most ${maxNodes}`)
    .optional();
}

/** The shape of a lineage file. What its parts say about each other is checked by `loadLineage`. */
export const fileSchema = z.strictObject({
  $schema: z.string().optional().describe('For editors.'),
  lineage: id.describe('The name of this lineage.'),
  contributors: nodes(plain).describe('Who gave data.'),
  developers: nodes(plain).describe('Who made models, adapters, agents.'),
  stakers: nodes(plain),
  hosts: nodes(plain).describe('Who runs the machines.'),
  providers: nodes(plain).describe('Vendors of model APIs.'),
  platforms: nodes(plain),
  datanets: nodes(datanet).describe('Data sets with named contributors and a licence.'),
  bases: nodes(base).describe('Base models.'),
  adapters: nodes(adapter),
  models: nodes(model).describe('What people ask, by the name under which they ask it.'),
  agents: nodes(agent),
  splits: z.array(split).max(maxSplits).optional().describe('Who gets how much.'),
});

export type LineageFile = z.infer<typeof fileSchema>;
export type WeightsEntry = z.infer<typeof weights>;
