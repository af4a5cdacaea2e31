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
import { type LinkKind, linkKinds } from './types.ts';

/** Links that one link may need directly. */
const maxNeeds = 200;
const maxModels = 200;
const maxProbesOfLink = 50;

export const kinds = Object.keys(linkKinds) as LinkKind[];

const id = z.string().regex(idPattern, `must be ${idRule}`);
const need = z.union(
  [id, z.strictObject({ anyOf: z.array(id).min(2, 'must name at least two links').max(maxNeeds) })],
  { error: 'must be the name of a link, or { anyOf: [one, another] }' },
);
const needs = z.array(need).max(maxNeeds);

/** A probe's own keys; its options stand beside them and are the probe's business. */
const probeEntry = z.union(
  [
    id,
    z.looseObject({
      kind: id,
      as: id.optional(),
      every: intervalText.optional(),
      deadline: deadlineText.optional(),
      from: id.optional(),
    }),
  ],
  { error: 'must be a kind of probe, or { kind: …, options … }' },
);
const probeList = z.array(probeEntry).max(maxProbesOfLink);

const linkEntry = z.strictObject({
  kind: z.enum(kinds as [LinkKind, ...LinkKind[]]),
  address: address.optional(),
  needs: needs.optional(),
  owner: words.optional(),
  environment: words.optional(),
  region: words.optional(),
  provider: words.optional(),
  labels: z.record(id, words).optional(),
  every: intervalText.optional(),
  deadline: deadlineText.optional(),
  from: id.optional(),
  /** Instead of the probes that the kind and the address suggest. */
  probes: probeList.optional(),
  /** Beside them. */
  also: probeList.optional(),
});

const modelEntry = z.union([id, z.strictObject({ at: id, needs: needs.optional() })], {
  error: 'must be the name of a link, or { at: link, needs: [links] }',
});

/** The shape of a chain.yaml. What its parts say about each other is checked by `loadChain`. */
export const fileSchema = z.strictObject({
  $schema: z.string().optional(),
  chain: id,
  defaults: z
    .strictObject({
      every: intervalText.optional(),
      deadline: deadlineText.optional(),
      from: id.optional(),
    })
    .optional(),
  vantages: z
    .record(id, z.string().regex(vantagePattern, vantageRule))
    .refine((vantages) => (vantages.local ?? 'local') === 'local', {
      path: ['local'],
      message: 'cannot be given to another place: local is the machine that weaklink runs on',
    })
    .optional(),
  models: z
    .record(id, modelEntry)
    .refine((models) => Object.keys(models).length <= maxModels, `must be at most ${maxModels}`)
    .optional(),
  links: z
    .record(id, linkEntry)
    .refine((links) => Object.keys(links).length > 0, 'must hold at least one link')
    .refine(
      (links) => Object.keys(links).length <= limits.chainLinks,
      `must be at most ${limits.chainLinks}`,
    ),
});

export type ChainFile = z.infer<typeof fileSchema>;
export type LinkEntry = z.infer<typeof linkEntry>;
export type ProbeEntry = z.infer<typeof probeEntry>;
