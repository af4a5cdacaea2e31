import { code, plain, table } from '../markup.ts';
import { instant } from '../words.ts';
import type { DriftReport } from './types.ts';

/** A comment on a ticket: the answer, then every difference, the likeliest first. */
export function driftMarkdown(report: DriftReport): string {
  const { ranked, before, after, headline, verdict, unexplained, untold } = report;
  const rows = ranked.map((one) => [
    String(one.rank),
    one.explains === null ? '' : `${Math.round(one.explains * 100)} %`,
    one.link === null ? 'the chain' : code(one.link),
    code(one.what),
    one.before === null ? 'none' : code(one.before),
    one.after === null ? 'none' : code(one.after),
    plain(one.why),
  ]);
  const head = ['', 'explains', 'link', 'what', 'before', 'after', 'why'];
  return [
    `## ${plain(headline)}`,
    `${code(before.name)} (${instant(before.takenAt)}) beside ${code(after.name)} (${instant(after.takenAt)}).`,
    ...(verdict === null ? [] : [`**Verdict:** ${plain(verdict)}`]),
    ...(report.change === null ? [] : [`**Changed before it:** ${plain(report.change)}`]),
    ...(rows.length > 0 ? [table(head, rows)] : []),
    ...(unexplained === null || rows.length === 0
      ? []
      : [`No difference can have caused ${Math.round(unexplained * 100)} % of it.`]),
    ...(untold.length === 0
      ? []
      : [
          ['Could not be compared:', '']
            .concat(
              untold.map(
                ({ link, what, why }) =>
                  `- ${link === null ? 'the chain' : code(link)} ${code(what)}: ${plain(why)}`,
              ),
            )
            .join('\n'),
        ]),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}
