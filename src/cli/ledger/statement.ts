import { nanosOf } from '../../attribution/ledger/amounts.ts';
import { periodOf } from '../../attribution/ledger/periods.ts';
import { StatementMaker } from '../../attribution/ledger/statement.ts';
import type { Nanos, PartyId } from '../../attribution/types.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { detectTerminal } from '../../terminal/capabilities.ts';
import { glyphsFor } from '../../terminal/glyphs.ts';
import type { OptionValues, RunCommand } from '../command.ts';
import { periodOption, runLedgerExport } from './export.ts';
import { asciiJson } from './json.ts';
import { badOption, ledgerDirectory, oneOf, textOption } from './options.ts';
import { requireSound } from './sound.ts';
import { statementCsv, statementDocument } from './statement-data.ts';
import { statementText } from './statement-text.ts';

const DEFAULT_THRESHOLD = '10';

/**
 * `weaklink ledger statement [PARTY]`: what was earned in a month, by which method and on what evidence, what is
 * paid and what is carried on.
 *
 * @throws WeaklinkError E_LEDGER_DAMAGED, E_LEDGER_READ, E_LEDGER_KEY, E_OPTION, E_LEDGER_EMPTY
 */
export const runLedgerStatement: RunCommand = async ([party], options, context) => {
  const directory = ledgerDirectory(options, context);
  const format = oneOf(options, 'format', ['text', 'csv', 'json', 'focus']);
  const threshold = thresholdOption(options);
  const period = periodOption(options) ?? (await lastPeriod(directory));
  if (format === 'focus')
    return runLedgerExport([], { ...options, format: 'csv', party, period }, context);
  const maker = new StatementMaker({ party: (party as PartyId) ?? null, period, threshold });
  const { origin } = await requireSound(directory, (record) => maker.take(record));
  const { statement } = maker;
  const shown = {
    text: () => statementText(statement, origin, glyphsFor(detectTerminal())),
    csv: () => statementCsv(statement),
    json: () => `${asciiJson(statementDocument(statement, origin), 2)}\n`,
  };
  context.output.result(shown[format]());
  return ExitCode.Healthy;
};

/** The last month that the ledger bills anything in. @throws WeaklinkError E_LEDGER_EMPTY */
async function lastPeriod(directory: string): Promise<string> {
  let last = '';
  await requireSound(directory, (record) => {
    if (record.kind !== 'entry') return;
    const period = periodOf(record);
    if (period > last) last = period;
  });
  if (last !== '') return last;
  throw new WeaklinkError({
    code: 'E_LEDGER_EMPTY',
    message: `${directory}: no entry yet`,
    hint: 'Entries come from watching with attribution: in the chain file.',
  });
}

/** @throws WeaklinkError E_OPTION */
function thresholdOption(options: OptionValues): Nanos {
  const text = textOption(options, 'threshold') ?? DEFAULT_THRESHOLD;
  const nanos = nanosOf(text);
  if (nanos !== undefined) return nanos;
  throw badOption('threshold', text, 'is no amount', 'Give units of the currency: 10 or 0.50.');
}
