import type { DriftReport } from './types.ts';

/** Digits of a part: more would be noise in a file that is compared. */
const DIGITS = 10_000;

/** `weaklink.diff/1`: see `schema/diff.schema.json`. */
export function driftJson(report: DriftReport): string {
  const { ranked, unexplained, before, after, headline, verdict, change } = report;
  const document = {
    schema: 'weaklink.diff/1',
    before,
    after,
    headline,
    verdict,
    change,
    differences: ranked.map((one) => ({ ...one, explains: rounded(one.explains) })),
    unexplained: rounded(unexplained),
    untold: report.untold,
    compared: report.compared,
    byNature: report.byNature,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function rounded(part: number | null): number | null {
  return part === null ? null : Math.round(part * DIGITS) / DIGITS;
}
