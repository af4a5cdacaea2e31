import { Books } from '../../attribution/ledger/books.ts';
import { accountingSteps, type Knowledge } from '../../attribution/steps.ts';
import { systemClock } from '../../platform/clock.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { chainBehind } from '../attribution/chain-behind.ts';
import { knowledgeOf } from '../attribution/knowledge.ts';
import type { RunCommand } from '../command.ts';
import { allAttempts } from '../cost/told-attempts.ts';
import { flowFromEvents } from '../flow/from-events.ts';
import { lastChainOfJournal, toldEvents } from '../told-events.ts';
import { asciiJson } from './json.ts';
import { ledgerDirectory } from './options.ts';

/**
 * `weaklink ledger post [recording]`: accounts for the inferences of a recording, or of the journal, and writes
 * into the ledger what is not in it yet. What was posted before, of wherever, is not posted twice.
 *
 * @throws WeaklinkError E_LEDGER_BUSY, E_LEDGER_DAMAGED, E_LEDGER_WRITE, and those of what it reads and of
 * what is known
 */
export const runLedgerPost: RunCommand = async ([path], options, context) => {
  const { globals, output } = context;
  const events = await toldEvents(path, ['session', 'inference'], options, globals);
  const books = await Books.open(ledgerDirectory(options, context), { clock: systemClock });
  try {
    for (const notice of books.ledger.notices) output.progress(notice);
    let lines = 0;
    let bill: Knowledge['billed'];
    const { damagedLines } = await flowFromEvents(events, {
      stepsFor: async (recorded) => {
        const watched = path === undefined ? await lastChainOfJournal(globals) : recorded;
        const chain = await chainBehind(path, options, watched, output.progress);
        const attempts = allAttempts(path, options, globals);
        const knowledge = await knowledgeOf(options, globals, chain, attempts);
        bill = knowledge.billed;
        return accountingSteps(knowledge);
      },
      onAccounted: (accounted) => {
        lines += books.take(accounted);
      },
    });
    books.ledger.checkpoint();
    const { disputed, inFlight, billedUnknown, costUnknown } = books.accumulator.apart;
    const apart = { inFlight, billedUnknown, costUnknown };
    const told: Told = {
      posted: lines,
      lines: books.ledger.size,
      damagedLines,
      disputed,
      apart,
      ...(bill && { bill: settledBy(bill) }),
    };
    output.result(options.json === true ? `${asciiJson(told)}\n` : textOf(told));
    return ExitCode.Healthy;
  } finally {
    books.close();
  }
};

function settledBy(bill: NonNullable<Knowledge['billed']>): NonNullable<Told['bill']> {
  const billed = [...bill.values()].filter((one) => one === 'yes').length;
  return { billed, notBilled: bill.size - billed };
}

interface Told {
  readonly posted: number;
  /** Of the ledger, with these. */
  readonly lines: number;
  /** Of what was read. */
  readonly damagedLines: number;
  /** Attempts of which final tellings differ: posted is what the greater count costs. */
  readonly disputed: number;
  /** Attempts whose money is in no total. */
  readonly apart: {
    readonly inFlight: number;
    readonly billedUnknown: number;
    readonly costUnknown: number;
  };
  /** Attempts cut off of which a bill says so; absent where there is none. */
  readonly bill?: { readonly billed: number; readonly notBilled: number };
}

function textOf({ posted, lines, damagedLines, disputed, apart, bill }: Told): string {
  const rows = [`Posted ${posted} lines; the ledger has ${lines}.`];
  if (bill) {
    const { billed, notBilled } = bill;
    rows.push(`Of attempts cut off, by the bill ${billed} were billed and ${notBilled} were not.`);
  }
  if (disputed > 0) rows.push(`Tellers differ on ${disputed}: posted is the greater count.`);
  if (apart.costUnknown > 0) rows.push(`Not posted: ${apart.costUnknown} whose cost is unknown.`);
  if (apart.billedUnknown > 0) {
    rows.push(`Not posted: ${apart.billedUnknown} of which nobody knows whether they are billed.`);
  }
  if (apart.inFlight > 0) rows.push(`Not posted: ${apart.inFlight} in flight.`);
  if (damagedLines > 0) rows.push(`${damagedLines} damaged lines were left out.`);
  return `${rows.join('\n')}\n`;
}
