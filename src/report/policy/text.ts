import type { Ruling } from '../../events/ruling.ts';
import { paintRow, plainRow } from '../../terminal/paint.ts';
import type { Row } from '../../terminal/row.ts';
import { labelled, plainLook, type TextLook } from '../text.ts';
import { policyCounts, policyRows } from './rows.ts';
import { countOf, type PolicyReport } from './types.ts';

/**
 * What a person reads, at most 80 columns wide, what is broken first:
 *
 *     BROKEN    2 policies broken, 1 that nobody can tell, 14 held
 *
 *     images    engine: vllm:latest; wanted an image named by its digest
 *     Since     2026-11-21 14:02:11Z
 *     Do        run it as vllm@sha256:…
 *               $ docker inspect engine
 */
export function policyText(report: PolicyReport, look: TextLook = plainLook): string {
  const write = look.terminal ? paintRow : plainRow;
  const rows = [...headRow(report.rulings), ...policyRows(report.rulings)];
  return rows.map((row) => `${write(row, look)}\n`).join('');
}

function headRow(rulings: readonly Ruling[]): readonly Row[] {
  const words = policyCounts(rulings);
  if (countOf(rulings, 'broken') > 0) return labelled('BROKEN', words, 'fail');
  const isUnsure = countOf(rulings, 'unknown') > 0;
  return isUnsure ? labelled('UNSURE', words, 'warn') : labelled('HELD', words, 'ok');
}
