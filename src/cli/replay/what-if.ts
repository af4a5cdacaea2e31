import type { Verdict } from '../../events/verdict.ts';
import type { ExitCode } from '../../platform/exit-codes.ts';
import { nothingTaken } from '../../replay/types.ts';
import { percent } from '../../report/words.ts';
import { answerOf } from '../../session/judging.ts';
import { glyphsFor } from '../../terminal/glyphs.ts';
import { cell, truncate } from '../../terminal/row.ts';
import type { Output } from '../output.ts';
import { textLook } from '../text-look.ts';
import { Pass, type PassOptions } from './pass.ts';
import { withoutWords } from './without.ts';

/** Answers kept of one pass: more is a fault that flaps all day, and the rest of it says no more. */
const mostAnswers = 10_000;
/** Columns of the table where there is no terminal: wide enough for most answers. */
const defaultColumns = 150;
const timeColumns = 24;

interface Answer {
  readonly atMs: number;
  readonly key: string;
  readonly words: string;
}

/** One instant at which the answers part, change apart, or meet again. */
export interface Parting {
  readonly atMs: number;
  readonly withAll: string;
  readonly without: string;
  readonly isSame: boolean;
}

/** Says what weaklink would have said, beside what it says with everything. */
export async function writeWhatIf(options: PassOptions, output: Output): Promise<ExitCode> {
  const whole = await answersOf(new Pass({ ...options, without: nothingTaken }));
  const pass = new Pass(options);
  const less = await answersOf(pass);
  const rows = partings(whole, less);
  const taken = withoutWords(options.without);
  const same = `without ${taken} weaklink would have said the same: ${whole.length} answers`;
  output.result(rows.length === 0 ? `${same}\n` : table(rows, taken, output));
  return pass.exitCode();
}

async function answersOf(pass: Pass): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for await (const { event, verdict } of pass.steps()) {
    if (!verdict || answers.length >= mostAnswers) continue;
    const key = answerOf(verdict);
    if (key === answers.at(-1)?.key) continue;
    answers.push({ atMs: Date.parse(event.time), key, words: wordsOf(verdict) });
  }
  return answers;
}

const statusWords = { healthy: 'HEALTHY', fault: 'BROKEN', undetermined: 'UNSURE' } as const;

function wordsOf({ status, headline, culprits: [culprit] }: Verdict): string {
  const sure = culprit ? ` (${percent(culprit.probability)})` : '';
  return `${statusWords[status]} ${headline}${sure}`;
}

const noAnswer = 'no answer yet';

/** Both sequences in one order of time, as far as they differ. */
export function partings(whole: readonly Answer[], less: readonly Answer[]): readonly Parting[] {
  const times = [...new Set([...whole, ...less].map(({ atMs }) => atMs))].sort((a, b) => a - b);
  const rows: Parting[] = [];
  let one: Answer | undefined;
  let other: Answer | undefined;
  let wasSame = true;
  let [places, otherPlaces] = [0, 0];
  for (const atMs of times) {
    while ((whole[places]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs) one = whole[places++];
    while ((less[otherPlaces]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs)
      other = less[otherPlaces++];
    const isSame = one?.key === other?.key;
    if (!isSame || !wasSame) {
      const [withAll, without] = [one?.words ?? noAnswer, other?.words ?? noAnswer];
      rows.push({ atMs, withAll, without, isSame });
    }
    wasSame = isSame;
  }
  return rows;
}

function table(rows: readonly Parting[], taken: string, output: Output): string {
  const glyphs = glyphsFor(textLook(output));
  const columns = output.terminal ? (process.stdout.columns ?? defaultColumns) : defaultColumns;
  const width = Math.max(20, Math.floor((columns - timeColumns - 4) / 2));
  const lineOf = (time: string, withAll: string, without: string) =>
    `${cell(time, timeColumns, glyphs)}  ${cell(withAll, width, glyphs)}  ${truncate(without, width, glyphs)}`.trimEnd();
  const last = rows.at(-1);
  return [
    lineOf('TIME', 'WITH EVERYTHING', `WITHOUT ${taken}`),
    ...rows.map(({ atMs, withAll, without, isSame }) =>
      lineOf(timeWords(atMs), withAll, isSame ? 'the same' : without),
    ),
    '',
    last?.isSame
      ? 'They part, and say the same at the end.'
      : 'They part, and still differ at the end.',
    '',
  ].join('\n');
}

function timeWords(atMs: number): string {
  return new Date(atMs).toISOString().replace('T', ' ');
}
