import { z } from 'zod';
import { linkKinds } from '../../chain/types.ts';
import { families } from './mode.ts';

/**
 * The contract of the catalogue of fault modes, published as `schema/fault-modes.schema.json`.
 * Loaded by the script that writes that file and by tests: the engine itself trusts the compiler.
 */
const weights = z
  .record(z.string().regex(/^(?:ok|[a-z][a-z0-9]*\.[a-z0-9_]+)$/), z.number().positive())
  .refine((table) => Object.keys(table).length > 0, 'shows nothing')
  .describe('Symptom, or "ok", to how often it is shown; relative to the others of the table.');

const layered = z
  .strictObject({
    tcp: weights,
    tls: weights,
    http: weights,
    llm: weights,
    data: weights
      .optional()
      .describe('In the own protocol of a store; follows from http where absent.'),
  })
  .describe('By the layer that a look speaks.');

const sentence = z.string().regex(/^[A-Z"a-z].*[.?]$/);
const share = z.number().min(0).max(1);
const id = z.string().regex(/^[a-z]+\.[a-z0-9_]+$/);

const someKinds = z.array(z.enum(Object.keys(linkKinds) as [keyof typeof linkKinds])).min(1);

const faultMode = z.strictObject({
  id: id.describe('Stable key, <what>.<how>.'),
  family: z.enum(families),
  kinds: someKinds.describe('Kinds of link that it strikes.'),
  carriedBy: someKinds
    .optional()
    .describe('Kinds of link that it is told of in a chain that declares no link of `kinds`.'),
  title: z
    .string()
    .regex(/^[^A-Z].*[^.]$/)
    .describe("After the link's name and a colon."),
  remedy: z.string().regex(/[^.]$/).describe('What to do first, an imperative.'),
  weight: z
    .number()
    .positive()
    .describe('Prior: how common it is, relative to the other modes of the same link.'),
  effect: z
    .strictObject({
      retried: z
        .literal(true)
        .optional()
        .describe('Routers try another replica: the connection itself fails.'),
      direct: layered.describe('What a look meets that comes to the link itself.'),
      relayed: layered.describe('What a look meets through a hop that forwards requests.'),
    })
    .describe('What a request meets that comes to the link.'),
  access: share.describe("Share of the link's own health checks that meet the effect too."),
  harm: share.describe('Probability that requests suffer at all.'),
  partial: z.boolean().describe('It often hits only a part of the requests.'),
  spreads: z
    .literal(true)
    .optional()
    .describe('Those who suffer from it come to feel it one after another.'),
  shows: z
    .record(z.string(), weights)
    .describe('What probes beside the serving path show, by kind of probe.'),
  unfelt: z
    .record(z.string(), weights)
    .optional()
    .describe(
      'The same while requests do not suffer, for the probes that then show something else.',
    ),
  ofOthers: z
    .literal(true)
    .optional()
    .describe('It is of some program of somebody: no fault of the chain until requests suffer.'),
  broughtBy: someKinds
    .optional()
    .describe('Kinds of link that, where the link needs one, bring it about as often.'),
  sentBy: id
    .optional()
    .describe(
      'Mode of a router that brings it about as often, where a replica serves more than its share.',
    ),
  relative: z
    .literal(true)
    .optional()
    .describe('It shows against another of its kind alone, as the clocks of two machines do.'),
  confusedWith: z.array(id).min(1).describe('What it is usually taken for, the likeliest first.'),
  decides: sentence.describe('The check that tells it from those, one sentence.'),
  source: z.string().min(3).describe('Where this is known from.'),
});

export const faultModesSchema = z.array(faultMode).meta({
  title: 'weaklink fault modes',
  description: 'The ways in which links of a deployment chain break.',
});

export function faultModesJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(faultModesSchema, { io: 'input' });
}
