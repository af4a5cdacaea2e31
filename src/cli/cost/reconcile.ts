import type { Reconciliation } from '../../attribution/prices/bill/reconcile.ts';
import { shownAmount } from '../../attribution/prices/money.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { safe } from '../../text/sanitise.ts';
import type { RunCommand } from '../command.ts';
import { counted } from '../record/held.ts';
import { billLines, heldAgainst, linksNamed } from './bill.ts';
import { costedAttempts } from './costed.ts';
import { costTable, cut } from './table.ts';

/** Rows for people: a script asks for `--json`. */
const rowsShown = 40;
const lineCells = 80;

/**
 * `weaklink cost reconcile [recording] --bill FILE`.
 *
 * @returns 0 where the bill agrees, 1 where it does not
 * @throws WeaklinkError E_OPTION, E_BILL, E_FILE, and what `weaklink cost` throws
 */
export const runReconcile: RunCommand = async (operands, options, context) => {
  const bill = await billLines(options.bill);
  const { costed, tables, vendor } = await costedAttempts(operands, options, context);
  const found = heldAgainst(bill, costed, linksNamed(options.link), { tables, vendor });
  context.output.result(
    options.json === true ? `${JSON.stringify(document(found), null, 2)}\n` : text(found),
  );
  return found.rows.every(({ agrees }) => agrees) ? ExitCode.Healthy : ExitCode.Fault;
};

function text({ rows, currency, resolved, otherNanos, leftOut }: Reconciliation): string {
  const shown = rows.slice(0, rowsShown);
  const cells = shown.map(({ period, model, ours, theirs, difference }) => [
    safe`${period}  ${model ?? '(all models)'}`,
    shownAmount(ours.nanos),
    theirs?.nanos == null ? '?' : shownAmount(theirs.nanos),
    difference === null ? '?' : shownAmount(difference),
  ]);
  const lines = costTable([['PERIOD', 'OURS', 'BILL', currency], ...cells]).split('\n');
  const billed = resolved.filter((one) => one.billed === 'yes').length;
  return [
    `RECONCILE  ${counted(rows.length, 'row', 'rows')}, ${rows.filter(({ agrees }) => agrees).length} agree\n\n`,
    `${lines[0]}\n`,
    ...shown.flatMap(({ because }, index) => [
      `${lines[index + 1]}\n`,
      ...because.map((why) => `${cut(`      ${why}`, lineCells)}\n`),
    ]),
    ...(rows.length > shown.length
      ? [`  … and ${rows.length - shown.length} more (--json)\n`]
      : []),
    ...(resolved.length > 0
      ? [
          `\n  Of attempts cut off, ${billed} were billed and ${resolved.length - billed} were not (--json names them).\n`,
        ]
      : []),
    ...(otherNanos === 0n
      ? []
      : [`\n  Taxes, credits and purchases: ${shownAmount(otherNanos)} ${currency}\n`]),
    ...(leftOut > 0
      ? [
          `\n  ${counted(leftOut, 'attempt', 'attempts')} on own GPUs or in another currency left out\n`,
        ]
      : []),
  ].join('');
}

function document({ rows, currency, resolved, otherNanos, leftOut }: Reconciliation) {
  return {
    schema: 'weaklink.reconciliation/1',
    currency,
    rows: rows.map(({ ours, theirs, difference, ...row }) => ({
      ...row,
      ours: {
        nanos: String(ours.nanos),
        attempts: ours.attempts,
        tokens: ours.tokens,
        open: ours.open.length,
        unpriced: ours.unpriced,
      },
      theirs: theirs && {
        nanos: theirs.nanos === null ? null : String(theirs.nanos),
        tokens: theirs.tokens,
        requests: theirs.requests,
        corrections: theirs.corrections,
      },
      differenceNanos: difference === null ? null : String(difference),
    })),
    resolved,
    otherNanos: String(otherNanos),
    leftOut,
  };
}
