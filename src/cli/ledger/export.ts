import { csvLine } from '../../attribution/ledger/csv.ts';
import { ledgerFiles } from '../../attribution/ledger/files.ts';
import { type FocusRow, focusColumns, focusRows } from '../../attribution/ledger/focus.ts';
import { isPeriod, periodOf } from '../../attribution/ledger/periods.ts';
import { readLeaf } from '../../attribution/ledger/read-leaf.ts';
import { readLines } from '../../attribution/ledger/read-lines.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import type { OptionValues, RunCommand } from '../command.ts';
import { flushed } from '../output.ts';
import { asciiJson } from './json.ts';
import { badOption, ledgerDirectory, oneOf, textOption } from './options.ts';
import { requireSound } from './sound.ts';

/** Characters written before the reader is waited for: what is in memory at most. */
const WRITE_CHARACTERS = 262_144;

/**
 * `weaklink ledger export`: a row for each posting and each loss, in the columns of FOCUS 1.2. The ledger is
 * verified before anything is written.
 *
 * @throws WeaklinkError E_LEDGER_DAMAGED, E_LEDGER_READ, E_LEDGER_KEY, E_OPTION
 */
export const runLedgerExport: RunCommand = async (_, options, context) => {
  const directory = ledgerDirectory(options, context);
  const format = oneOf(options, 'format', ['csv', 'json']);
  const period = periodOption(options);
  const party = textOption(options, 'party');
  const { origin } = await requireSound(directory);
  let waiting = format === 'csv' ? csvLine(focusColumns) : '[';
  let rows = 0;
  for await (const line of readLines(ledgerFiles(directory).lines)) {
    if (context.signal.aborted) return ExitCode.Interrupted;
    const reading = readLeaf(line.bytes ?? Buffer.alloc(0));
    if (reading.kind !== 'record' || reading.record.kind !== 'entry') continue;
    if (period !== undefined && periodOf(reading.record) !== period) continue;
    for (const row of focusRows(reading.record, line.number, origin)) {
      if (party !== undefined && row.x_Party !== party) continue;
      waiting += format === 'csv' ? focusLine(row) : `${rows === 0 ? '' : ','}\n${asciiJson(row)}`;
      rows += 1;
    }
    if (waiting.length < WRITE_CHARACTERS) continue;
    context.output.result(waiting);
    await flushed();
    waiting = '';
  }
  context.output.result(format === 'csv' ? waiting : `${waiting}\n]\n`);
  return ExitCode.Healthy;
};

const costs: readonly string[] = ['BilledCost', 'ContractedCost', 'EffectiveCost', 'ListCost'];

/** A row as a line of CSV. */
export function focusLine(row: FocusRow): string {
  const cells = focusColumns.map((column) => row[column]);
  return csvLine(cells, (index) => costs.includes(focusColumns[index] ?? ''));
}

/** @throws WeaklinkError E_OPTION */
export function periodOption(options: OptionValues): string | undefined {
  const period = textOption(options, 'period');
  if (period === undefined || isPeriod(period)) return period;
  throw badOption('period', period, 'is no month', 'Give a month in UTC: 2026-11.');
}
