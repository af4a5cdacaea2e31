import { createReadStream } from 'node:fs';
import { z } from 'zod';
import { linesOf } from '../../../events/recording/lines.ts';
import { WeaklinkError } from '../../../platform/errors.ts';
import { sanitise } from '../../../text/sanitise.ts';

/** Scores of all outputs of one file: some 500 MB of memory. */
const MAX_SCORES = 2_000_000;
/** Bytes of one line. */
const MAX_LINE_BYTES = 4_096;

const name = z.string().min(1).max(500);

/** One line of a file of influence scores, as DataInf, TRAK and their kin can be made to write. */
export const scoreSchema = z.strictObject({
  output: name.describe('The attempt or request that was answered, as inferences name it.'),
  sample: name.describe('The document: its title in the datanet, or its content hash.'),
  score: z.number().describe('Its influence on the output. What is not above 0 earns nothing.'),
  method: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,39}$/)
    .describe('How it was computed: datainf, trak, tracin …'),
  model: z.string().min(1).max(200).describe('Hash or revision of the model that was looked into.'),
});
export type InfluenceScore = z.infer<typeof scoreSchema>;

/** JSON Schema of one line, for `schema/influence-score.schema.json`. */
export function influenceScoreJsonSchema() {
  return z.toJSONSchema(scoreSchema);
}

/**
 * Reads a JSON Lines file of scores.
 *
 * @returns the scores of each output
 * @throws WeaklinkError E_SCORES with file and line; E_SCORES_READ
 */
export async function readScores(path: string): Promise<Map<string, readonly InfluenceScore[]>> {
  const scores = new Map<string, InfluenceScore[]>();
  try {
    for await (const { number, bytes } of linesOf(createReadStream(path), MAX_LINE_BYTES)) {
      if (bytes === null) throw wrong(path, number, `is longer than ${MAX_LINE_BYTES} bytes`);
      if (number > MAX_SCORES)
        throw wrong(path, number, `is beyond the ${MAX_SCORES} lines that are read`);
      const line = bytes.toString('utf8').trim();
      if (line === '') continue;
      const score = parseScore(path, number, line);
      const known = scores.get(score.output);
      if (known) known.push(score);
      else scores.set(score.output, [score]);
    }
  } catch (error) {
    if (error instanceof WeaklinkError) throw error;
    throw new WeaklinkError({
      code: 'E_SCORES_READ',
      message: `${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`,
      hint: 'Name a file of JSON Lines, one score a line.',
      cause: error,
    });
  }
  return scores;
}

function parseScore(path: string, number: number, line: string): InfluenceScore {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw wrong(path, number, 'is no JSON');
  }
  const parsed = scoreSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw wrong(
    path,
    number,
    `is wrong at ${issue?.path.join('.') || 'its root'}: ${issue?.message}`,
  );
}

function wrong(path: string, line: number, what: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_SCORES',
    message: `this line ${sanitise(what)}`,
    hint: 'See schema/influence-score.schema.json.',
    place: { file: path, line, column: 1 },
  });
}
