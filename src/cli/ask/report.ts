import type { AskResult } from '../../diagnosis/asking/ask-until-certain.ts';
import type { Ruling } from '../../events/ruling.ts';
import { reporters } from '../../report/index.ts';
import type { Session } from '../../session/session.ts';
import type { Output } from '../output.ts';
import { sessionReport } from '../session-report.ts';
import { textLook } from '../text-look.ts';
import type { Walk } from './walk.ts';

export interface AskedReport {
  readonly session: Session;
  readonly walk: Walk;
  readonly result: AskResult;
  /** Undefined where the chain states none. */
  readonly policies: readonly Ruling[] | undefined;
  readonly asJson: boolean;
}

/** The verdict, and by how many looks it was reached. */
export function writeAsked(
  { session, walk, result, policies, asJson }: AskedReport,
  output: Output,
): void {
  const report = sessionReport(session, policies ? { policies } : {});
  const { steps } = walk;
  const looks = steps.filter(({ question }) => question === null);
  const fileOrderLooks = inFileOrder(
    looks.map(({ series }) => series),
    session.looks.map(({ stream }) => stream),
  );
  if (asJson) {
    const document = {
      schema: 'weaklink.ask/1',
      end: result.end,
      looks: looks.length,
      answers: steps.length - looks.length,
      fileOrderLooks,
      steps: steps.map((step) => ({
        ...step,
        gainBits: Math.round(step.gainBits * 1_000) / 1_000,
      })),
      report,
    };
    output.result(`${JSON.stringify(document, null, 2)}\n`);
    return;
  }
  output.result(reporters.text(report, textLook(output)));
  output.result(
    `\n${counted(looks.length, 'look')} and ${counted(steps.length - looks.length, 'answer')}, ${endWords[result.end]}.` +
      ` Going through the file from its top, the same looks would have taken ${fileOrderLooks}.\n`,
  );
}

const endWords: Readonly<Record<AskResult['end'], string>> = {
  certain: 'then one explanation was certain',
  'nothing-left': 'then nothing more was to be learnt',
  limit: 'then every look had been made often enough',
};

/**
 * How many looks it takes to make these when going through the file from its top, again and again where
 * one of them was made more than once.
 */
export function inFileOrder(made: readonly string[], planned: readonly string[]): number {
  const rounds = new Map<string, number>();
  let last = 0;
  for (const series of made) {
    const place = planned.indexOf(series);
    if (place < 0) continue;
    const round = rounds.get(series) ?? 0;
    rounds.set(series, round + 1);
    last = Math.max(last, round * planned.length + place + 1);
  }
  return last;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
