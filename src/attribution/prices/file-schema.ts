import { z } from 'zod';
import { idPattern, idRule, words } from '../../chain/grammar.ts';
import { decimalOf } from './decimal.ts';

/** Rows, GPUs and tiers that one file may have: far more than anybody maintains by hand. */
const maxRows = 2_000;
const maxPools = 200;
const maxTiers = 20;
const maxLinks = 200;

const id = z.string().regex(idPattern, `must be ${idRule}`);
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day: 2026-11-21')
  .refine((text) => !Number.isNaN(Date.parse(text)), 'is no day of the calendar');
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be a currency of ISO 4217, three capital letters: USD');

const price = z
  .union([z.number(), z.string()], { error: 'must be a price: 0.28, or "0.28"' })
  .refine((value) => decimalOf(value) !== null, 'must be a price: 0.28, or "0.28"')
  .meta({
    id: 'price',
    description: 'A decimal number, 0 or more, taken exactly as it is written.',
  });

const tieredPrice = z
  .union(
    [
      price,
      z.strictObject({
        base: price,
        tiers: z
          .array(
            z.strictObject({
              above: z.number().int().min(1).describe('Tokens of the prompt.'),
              price,
            }),
          )
          .min(1)
          .max(maxTiers),
      }),
    ],
    { error: 'must be a price, or { base: price, tiers: [{ above: tokens, price: price }] }' },
  )
  .meta({
    id: 'tieredPrice',
    description: 'Per million tokens. Above so many tokens of prompt all of them have another.',
  });

const modelRow = z.strictObject({
  model: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^*]*\*?$/, 'may hold * at its end only')
    .describe('The name of the model; * at its end stands for any ending.'),
  links: z.array(id).min(1).max(maxLinks).optional().describe('Only where these links serve it.'),
  from: day.optional().describe('In force from this day (UTC) on; without it, always.'),
  input: tieredPrice.optional(),
  cache_read: tieredPrice.optional().describe('Without it, as input.'),
  cache_write: tieredPrice.optional().describe('For minutes. Without it, as input.'),
  cache_write_1h: tieredPrice.optional().describe('For an hour. Without it, as cache_write.'),
  output: tieredPrice.optional(),
  reasoning: tieredPrice.optional().describe('Without it, as output.'),
  request: price.optional().describe('For each request.'),
});

const gpuRow = z
  .strictObject({
    hourly: price.describe('Of one GPU for one hour.'),
    count: z.number().int().min(1).max(100_000).optional().describe('GPUs. Default: 1.'),
    links: z
      .array(id)
      .min(1)
      .max(maxLinks)
      .optional()
      .describe('Attempts that these links served, or passed, run on them.'),
    models: z
      .array(words)
      .min(1)
      .max(maxRows)
      .optional()
      .describe('So do attempts of these models.'),
    share: z
      .enum(['time', 'tokens'])
      .optional()
      .describe('What busy time is shared by: the time that attempts ran (default), or tokens.'),
    slots: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe(
        'Requests that run at the same time when full: then an attempt costs its part of that, and what is empty is idle. Without it, use is measured hour by hour.',
      ),
  })
  .refine((row) => row.links !== undefined || row.models !== undefined, {
    message: 'must name links or models that use it',
  })
  .refine((row) => row.slots === undefined || row.share !== 'tokens', {
    path: ['slots'],
    message: 'goes by time: leave out share: tokens',
  });

/** The shape of a prices.yaml. */
export const pricesFileSchema = z
  .strictObject({
    $schema: z.string().optional().describe('For editors.'),
    date: day.describe('The day these prices were written down; kept with every cost.'),
    currency: currency.optional().describe('Of every price in this file. Default: USD.'),
    providers: z
      .record(id, words)
      .optional()
      .describe('The vendor behind a link, where its address does not tell: vendor: openai.'),
    models: z
      .array(modelRow)
      .max(maxRows)
      .optional()
      .describe('Prices in place of the vendor tables. The first row that fits counts.'),
    gpus: z
      .record(id, gpuRow)
      .refine((pools) => Object.keys(pools).length <= maxPools, `must be at most ${maxPools}`)
      .optional()
      .describe('GPUs paid by the hour, by name.'),
  })
  .meta({ title: 'weaklink prices', description: 'What `weaklink cost --prices` reads.' });

export type PricesFile = z.infer<typeof pricesFileSchema>;
export type ModelRowOfFile = z.infer<typeof modelRow>;
export type TieredPriceOfFile = z.infer<typeof tieredPrice>;

export function pricesJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(pricesFileSchema, { io: 'input' });
}
