import type { Dispute } from '../../attribution/accounting/disputes.ts';
import { Books } from '../../attribution/ledger/books.ts';
import type { PartyId } from '../../attribution/types.ts';
import { partyKinds } from '../../attribution/types.ts';
import { systemClock } from '../../platform/clock.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { safe, sanitise } from '../../text/sanitise.ts';
import type { CommandContext, OptionValues, RunCommand } from '../command.ts';
import { asciiJson } from './json.ts';
import { badOption, ledgerDirectory, textOption } from './options.ts';
import { requireSound } from './sound.ts';

/**
 * `weaklink ledger dispute`: lists disputes, opens one about an entry, or resolves one.
 *
 * @throws WeaklinkError E_DISPUTE, E_LEDGER_BUSY, E_LEDGER_DAMAGED, E_LEDGER_READ, E_OPTION
 */
export const runLedgerDispute: RunCommand = async ([name], options, context) => {
  const directory = ledgerDirectory(options, context);
  const known = await disputesOf(directory);
  if (name === undefined) return list(known, options, context);
  const isResolution = options.back === true || options.to !== undefined;
  const dispute = isResolution ? resolved(known, name, options) : opened(known, name, options);
  const books = await Books.open(directory, { clock: systemClock, recall: dispute.attempt });
  try {
    for (const notice of books.ledger.notices) context.output.progress(notice);
    if (!books.accumulator.entryOf(dispute.attempt)) throw noSuch('entry', dispute.attempt);
    const lines = books.dispute(dispute);
    return told(dispute, lines, options, context);
  } finally {
    books.close();
  }
};

/** As they stand, oldest first. */
async function disputesOf(directory: string): Promise<ReadonlyMap<string, Dispute>> {
  const disputes = new Map<string, Dispute>();
  await requireSound(directory, (record) => {
    if (record.kind === 'dispute') disputes.set(record.dispute.id, record.dispute);
  });
  return disputes;
}

function opened(
  known: ReadonlyMap<string, Dispute>,
  attempt: string,
  options: OptionValues,
): Dispute {
  return {
    id: `d-${known.size + 1}`,
    attempt,
    party: partyOption(options, 'party'),
    reason: sanitise(textOption(options, 'reason') ?? ''),
    opened: new Date(systemClock.now()).toISOString(),
    resolved: null,
  };
}

function resolved(known: ReadonlyMap<string, Dispute>, id: string, options: OptionValues): Dispute {
  const dispute = known.get(id);
  if (!dispute) throw noSuch('dispute', id);
  if (options.back === true && options.to !== undefined) {
    throw badOption('to', String(options.to), 'contradicts --back', 'Give one of them.');
  }
  const to = options.back === true ? dispute.party : partyOption(options, 'to');
  return { ...dispute, resolved: { at: new Date(systemClock.now()).toISOString(), to } };
}

/** `kind:name`, or `unattributed`. @throws WeaklinkError E_OPTION */
function partyOption(options: OptionValues, name: 'party' | 'to'): PartyId {
  const text = textOption(options, name) ?? '';
  const [, kind] = /^([a-z]+):./.exec(text) ?? [];
  if (text === 'unattributed' || partyKinds.some((each) => each === kind)) return text as PartyId;
  throw badOption(
    name,
    text,
    'is no party',
    'Give a party as statements name it: contributor:ada.',
  );
}

function list(
  disputes: ReadonlyMap<string, Dispute>,
  options: OptionValues,
  { output }: CommandContext,
) {
  if (options.json === true) {
    const document = { schema: 'weaklink.disputes/1', disputes: [...disputes.values()] };
    output.result(`${asciiJson(document, 2)}\n`);
    return ExitCode.Healthy;
  }
  const lines = [...disputes.values()].map(sentence);
  output.result(lines.length === 0 ? 'no disputes\n' : `${lines.join('\n')}\n`);
  return ExitCode.Healthy;
}

function told(dispute: Dispute, lines: number, options: OptionValues, { output }: CommandContext) {
  if (options.json === true) {
    const document = { schema: 'weaklink.dispute/1', dispute, lines };
    output.result(`${asciiJson(document, 2)}\n`);
  } else output.result(`${sentence(dispute)}\n`);
  if (lines === 1) output.progress('It moves nothing: the party has no part of this entry.');
  return ExitCode.Healthy;
}

function sentence({ id, attempt, party, reason, opened, resolved }: Dispute): string {
  const state = resolved ? safe`resolved ${resolved.at}: to ${resolved.to}` : 'open: in escrow';
  const why = reason === '' ? '' : safe` (${reason})`;
  return `${safe`${id}  ${party} of ${attempt}`}${why}, opened ${opened}; ${state}`;
}

function noSuch(what: 'entry' | 'dispute', name: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_DISPUTE',
    message: safe`there is no ${what} "${name}" in this ledger`,
    hint: 'Entries are named by their attempts (weaklink ledger export), disputes by: weaklink ledger dispute',
  });
}
