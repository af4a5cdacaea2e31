import { z } from 'zod';
import { flowMeasures, flowStages } from '../../attribution/flow/types.ts';
import { partyKinds, reservedParties } from '../../attribution/types.ts';
import { FLOW_SCHEMA } from './json.ts';

/**
 * The contract of the JSON of a flow, published as `schema/flow.schema.json`. Loaded by the script that writes
 * that file and by tests; the writer has no need to check what the compiler has.
 */
const instant = z.string().meta({ format: 'date-time' });
const milliseconds = z.number().min(0);
const count = z.number().int().min(0);
const share = z.number().min(0).max(1);
/** Nano-units of money outgrow what JSON readers keep exactly, so they are text. */
const amount = z
  .union([z.string().regex(/^-?\d+$/), z.number().int()])
  .describe('In `unit`: text where it is money, else a number.');
const name = z.string().describe('Comes from outside; sanitised.');
const party = z
  .string()
  .regex(new RegExp(`^(?:${[...reservedParties].join('|')}|(?:${partyKinds.join('|')}):.+)$`));
const reason = z.enum(['error', 'aborted', 'retried', 'hedged', 'truncated']);
const method = z
  .string()
  .regex(/^(?:declared|longest-suffix|exact-span|retrieval|loo|imported:.*)$/)
  .describe('How a share was found. None says "caused".');

const stage = z
  .strictObject({
    stage: z.enum(flowStages),
    in: amount,
    out: amount,
    lost: amount,
    inFlight: amount,
  })
  .describe('Always in = out + lost + inFlight.');

const node = z.strictObject({
  id: z.string().describe('Unique in its flow: link:replica-a, lost:gpu-1.'),
  stage: z.enum(flowStages),
  name,
  kind: z.enum([
    'party',
    'reserved',
    'weights',
    'gateway',
    'link',
    'consumer',
    'lost',
    'in flight',
    'other',
  ]),
  amount,
  runsOn: z
    .array(name)
    .optional()
    .describe('Of a link that served: containers, GPUs and hosts, as the chain says.'),
});

const passage = z
  .strictObject({
    link: name,
    in: z.number().int(),
    out: z.number().int(),
    lost: z.number().int(),
    inFlight: z.number().int(),
    errors: z.array(z.strictObject({ error: name, count })),
    p50Ms: milliseconds.nullable(),
    p95Ms: milliseconds.nullable(),
    firstTokenMs: z.number().nullable(),
    firstTokenOf: count,
    firstTokenShare: share
      .nullable()
      .describe('Of the sum of that time of all answers whose way was told; all sum to 1.'),
    measured: z.enum(['way', 'whole', 'both', 'none']),
  })
  .describe(
    'What a link did with the attempts that reached it, and what it took; null: not measured.',
  );

const looks = z
  .strictObject({
    link: name,
    looks: count,
    failed: count,
    symptoms: z.array(z.strictObject({ symptom: z.string(), count })),
    firstTokenMs: milliseconds.nullable(),
    ownMs: milliseconds.nullable().describe('Beyond that of the links behind it.'),
    ownWithinMs: milliseconds.nullable().describe('Two standard errors of `ownMs`.'),
  })
  .describe('What own looks that ask the model found at a link; times are means.');

const lane = z
  .strictObject({
    link: name.nullable().describe('Who is blamed, else where it was met; null: nobody knows.'),
    told: name.nullable().describe('Where the attempts themselves tell that it was.'),
    metAt: name.nullable().describe('Where it was met, where that is another link.'),
    reasons: z.array(reason),
    amount,
    share,
    since: instant,
    culprit: z
      .strictObject({
        link: z.string(),
        mode: z.string(),
        title: z.string(),
        probability: z.number().min(0).max(1),
      })
      .nullable(),
  })
  .describe('What was lost, joined with what the diagnosis says.');

const pool = z
  .strictObject({
    pool: name,
    currency: z.string(),
    paid: amount,
    used: amount,
    idle: amount.describe('Below 0 where more began in the window than it paid for.'),
  })
  .describe(
    'Own GPUs, by all models together, in nano-units: what stood idle is in no sum of a model.',
  );

const flow = z.strictObject({
  model: name,
  measure: z.enum(flowMeasures),
  windowMs: milliseconds,
  asOf: instant,
  unit: z.string().describe('nano-USD, attempts, tokens, us; price unknown where no price is.'),
  currency: z.string().nullable(),
  total: amount,
  out: amount,
  lost: amount,
  inFlight: amount,
  rate: z
    .strictObject({
      overMs: milliseconds,
      attemptsPerSecond: z.number().min(0),
      amountPerSecond: z.number().nullable().describe('In `unit`; null where that is unknown.'),
    })
    .nullable()
    .describe('Over the window, or what of it passed since the first attempt; null: under 10 s.'),
  parties: amount,
  unattributed: amount.describe(
    'By value: what nobody earned, with what stood idle or is disputed.',
  ),
  reserved: z.array(z.strictObject({ party, amount })),
  unknown: z.number().int().describe('Attempts of which the measure says nothing.'),
  otherCurrencies: z.array(
    z.strictObject({ currency: z.string(), nanos: amount, attempts: z.number().int() }),
  ),
  stages: z.array(stage),
  nodes: z.array(node),
  edges: z.array(z.strictObject({ from: z.string(), to: z.string(), amount })),
  lanes: z.array(lane),
  conserved: z.boolean(),
  missing: amount.describe('By how much it does not conserve; 0 of a sound flow.'),
  counts: z
    .strictObject({
      attempts: z.number().int(),
      answered: z.number().int(),
      lost: z.number().int(),
      inFlight: z.number().int(),
      sources: z.array(z.strictObject({ source: z.string(), attempts: count })),
      newest: instant.nullable(),
      disputed: count.describe('Of which tellers differ; the greater count was taken.'),
      tooLate: count,
    })
    .describe('Always attempts = answered + lost + inFlight.'),
  links: z.array(passage),
  looks: z.array(looks),
  firstToken: z.strictObject({
    p50Ms: milliseconds.nullable(),
    p95Ms: milliseconds.nullable(),
    meanMs: milliseconds.nullable(),
    of: count,
    elsewhereMs: milliseconds.nullable(),
    elsewhereShare: share.nullable().describe('What no link told of that sum.'),
  }),
  gpus: z.array(pool),
  methods: z.array(z.strictObject({ method, nanos: amount })),
  evidence: z.strictObject({ checked: count, declared: count }),
  credit: z
    .strictObject({
      length: count,
      unit: z.string(),
      falseCredit: z.number().min(0).nullable(),
    })
    .nullable()
    .describe('From how long agreement on answers are credited, and what that credits by chance.'),
});

export const flowSchema = z
  .strictObject({
    schema: z.literal(FLOW_SCHEMA),
    chain: z.string(),
    flows: z.array(flow),
  })
  .meta({ title: 'weaklink flow', description: 'What `weaklink flow --json` prints.' });

export function flowJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(flowSchema, { io: 'input' });
}
