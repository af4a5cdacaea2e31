import { z } from 'zod';

/** Characters of a path, a constant, a pattern; real ones are short. */
const MAX_CHARACTERS = 1_000;
/** Paths that are tried for one field. */
const MAX_PATHS = 16;

const path = z
  .string()
  .min(1)
  .max(MAX_CHARACTERS)
  .describe('Where it stands in a line: usage.prompt_tokens, choices.0.text.');
const paths = z
  .union([path, z.array(path).min(1).max(MAX_PATHS)])
  .describe('A path, or several of which the first that is there is taken.');
const constant = z
  .strictObject({ value: z.union([z.string().max(MAX_CHARACTERS), z.number(), z.boolean()]) })
  .describe('The same in every line.');

const field = z.union([path, z.array(path).min(1).max(MAX_PATHS), constant]);

const time = z
  .union([
    paths,
    z.strictObject({
      path: paths,
      as: z
        .enum(['iso', 'clf', 's', 'ms', 'us', 'ns'])
        .optional()
        .describe('iso: a date; clf: [21/Nov/2026:12:00:00 +0000]; else a number since 1970.'),
    }),
  ])
  .describe('A point in time. Without "as": a date, or a number that is taken by its size.');

const span = z
  .strictObject({
    path: paths,
    unit: z.enum(['s', 'ms', 'us', 'ns']).describe('Unit of the number.'),
  })
  .describe('A span of time.');

/** A mapping file: how the lines of a log are read. */
export const mappingSchema = z
  .strictObject({
    lines: z
      .union([
        z.literal('json'),
        z.strictObject({
          pattern: z
            .string()
            .min(1)
            .max(MAX_CHARACTERS)
            .describe(
              'A regular expression with named groups: (?<status>\\d+). They are the fields.',
            ),
        }),
      ])
      .optional()
      .describe('What a line is. Default: json.'),
    keep: z
      .strictObject({ path, matches: z.string().min(1).max(MAX_CHARACTERS) })
      .optional()
      .describe('Only lines where this regular expression fits what stands there.'),
    cached: z
      .enum(['inclusive', 'exclusive'])
      .optional()
      .describe('Whether promptTokens holds the cached tokens. Default: as the provider counts.'),
    fields: z
      .strictObject({
        startedAt: time.optional(),
        endedAt: time.optional(),
        duration: span.optional(),
        firstToken: span.optional().describe('From the start to the first token.'),
        provider: field.optional(),
        model: field.optional().describe('The model asked for.'),
        responseModel: field.optional(),
        responseId: field.optional().describe('What the answer calls itself: chatcmpl-…'),
        attempt: field.optional().describe('Names the attempt where the answer has no id.'),
        request: field.optional().describe('The same for all attempts of one request.'),
        link: field.optional().describe('The server that answered, as the chain calls it.'),
        operation: field.optional(),
        status: field.optional().describe('Status of HTTP; 499 is a client that went away.'),
        error: field.optional().describe('Type of the error; empty for none.'),
        used: field.optional().describe('true where this answer was the one that was used.'),
        final: field.optional().describe('false for a line that is written before the end.'),
        usage: paths.optional().describe("A vendor's usage object; the counts below go before it."),
        stream: paths
          .optional()
          .describe('The chunks of a stream, as a list or as text; its usage is taken.'),
        promptTokens: field.optional(),
        completionTokens: field.optional(),
        totalTokens: field.optional(),
        cacheReadTokens: field.optional(),
        cacheWriteTokens: field.optional(),
        cacheWriteHourTokens: field.optional(),
        reasoningTokens: field.optional(),
        cost: field.optional().describe('In units of the currency.'),
        currency: field.optional(),
        consumer: field.optional().describe('An agent, a team, the alias of a key. Never a key.'),
        environment: field.optional(),
        adapter: field.optional(),
        output: field.optional().describe('The answer; kept only where that is asked for.'),
      })
      .describe('What stands where. What a log does not tell is left out.'),
  })
  .describe('How weaklink reads the lines of an access log.');

export type Mapping = z.infer<typeof mappingSchema>;
export type Field = z.infer<typeof field>;
export type Paths = z.infer<typeof paths>;
export type TimeField = z.infer<typeof time>;

/** The JSON Schema (draft 2020-12) of a mapping file: published as `schema/log-mapping.schema.json`. */
export function mappingJsonSchema() {
  const schema = z.toJSONSchema(mappingSchema, { io: 'input', unrepresentable: 'any' });
  return { ...schema, title: 'weaklink log mapping' };
}
