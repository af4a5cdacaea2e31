import { z } from 'zod';
import { type LinkKind, linkKinds } from '../chain/types.ts';
import { instant, list, name, text } from '../events/schema/text.ts';

const kinds = Object.keys(linkKinds) as [LinkKind, ...LinkKind[]];

const item = z.strictObject({
  what: name.describe('As change events call it: container.image, container.flag --max-model-len.'),
  value: text.describe('What is compared.'),
  shown: text.exactOptional().describe('What a person is told, where that is not the value.'),
  probe: name.describe('Who told it; chain: the chain file.'),
  vantage: name,
  hashed: z.literal(true).exactOptional().describe('The value is a keyed hash; see hashing.'),
});

const look = z.strictObject({
  series: name,
  probe: name,
  vantage: name,
  outcome: z.enum(['ok', 'degraded', 'failed', 'unknown']),
  symptom: name.nullable(),
});

const link = z.strictObject({
  link: name,
  kind: z.enum(kinds),
  environment: name.nullable(),
  role: name.nullable().describe('By which links of two environments are matched.'),
  needs: list(name),
  looks: list(look).describe('Whether what is not told is not there, or was not seen.'),
  items: list(item),
});

/** The contract of a snapshot file, published as `schema/snapshot.schema.json`. */
export const snapshotSchema = z
  .strictObject({
    schema: z.literal('weaklink.snapshot/1'),
    chain: name,
    takenAt: instant.meta({ format: 'date-time' }),
    hashing: z
      .strictObject({
        method: z.literal('HMAC-SHA-256, first 16 hex digits'),
        key: name.describe('Tells keys apart: hashes under two keys cannot be compared.'),
        note: text,
      })
      .nullable()
      .describe('How values that may be secret were hashed; null where none was.'),
    stated: list(item)
      .nullable()
      .describe('Of the whole chain: policies, licences, revisions; null: not known.'),
    links: list(link).describe('In the order of their names.'),
  })
  .meta({
    title: 'weaklink snapshot',
    description:
      'What `weaklink snapshot` writes: what each link is, without what differs from look to look.',
  });

const difference = z.strictObject({
  rank: z.int().min(1),
  link: z.string().nullable().describe('Null: the whole chain.'),
  comparedWith: z
    .string()
    .exactOptional()
    .describe('The link of the other side, where its name differs.'),
  what: z.string(),
  category: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  vantage: z.string().exactOptional(),
  explains: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe(
      'The part of the verdict that it explains; null without a verdict that blames anybody.',
    ),
  why: z.string(),
});

/** The contract of `weaklink diff --json`, published as `schema/diff.schema.json`. */
export const diffSchema = z
  .strictObject({
    schema: z.literal('weaklink.diff/1'),
    before: z.strictObject({ name: z.string(), takenAt: z.string() }),
    after: z.strictObject({ name: z.string(), takenAt: z.string() }),
    headline: z.string(),
    verdict: z.string().nullable().describe('Headline of the verdict that it was ranked by.'),
    change: z.string().nullable().describe('The change that this verdict names.'),
    differences: z.array(difference),
    unexplained: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .describe('The part of the verdict that no difference can have caused.'),
    untold: z.array(
      z.strictObject({ link: z.string().nullable(), what: z.string(), why: z.string() }),
    ),
    compared: z.int(),
    byNature: z.int().describe('Left out: what differs between any two places.'),
  })
  .meta({ title: 'weaklink diff', description: 'What `weaklink diff --json` prints.' });

type JsonSchema = z.core.JSONSchema.BaseSchema;

export function snapshotJsonSchema(): JsonSchema {
  return z.toJSONSchema(snapshotSchema, { io: 'input', unrepresentable: 'any' });
}

export function diffJsonSchema(): JsonSchema {
  return z.toJSONSchema(diffSchema, { io: 'input' });
}
