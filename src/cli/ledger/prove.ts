import { ledgerFiles } from '../../attribution/ledger/files.ts';
import { verifierOf } from '../../attribution/ledger/keys.ts';
import {
  checkProof,
  consistencyDocument,
  inclusionDocument,
  readProof,
} from '../../attribution/ledger/proof-document.ts';
import { Prover } from '../../attribution/ledger/prover.ts';
import { readLines } from '../../attribution/ledger/read-lines.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { readRegularFile } from '../../platform/regular-file.ts';
import { safe } from '../../text/sanitise.ts';
import type { CommandContext, OptionValues, RunCommand } from '../command.ts';
import { asciiJson } from './json.ts';
import { badOption, keyOption, ledgerDirectory, textOption } from './options.ts';

/** Bytes of a file with a proof: one line of a ledger and some hashes. */
const PROOF_BYTES = 4_194_304;

/**
 * `weaklink ledger prove`: makes a proof that stands without the ledger, or checks one.
 *
 * @returns 0; with `--check`, 1 where it does not hold
 * @throws WeaklinkError E_LEDGER_READ, E_LEDGER_LINE, E_LEDGER_DAMAGED, E_PROOF, E_OPTION
 */
export const runLedgerProve: RunCommand = async ([entry], options, context) => {
  const file = textOption(options, 'check');
  if (file !== undefined) return check(file, options, context);
  const directory = ledgerDirectory(options, context);
  const prover = new Prover(directory);
  try {
    const document =
      options.since === undefined
        ? await inclusion(directory, prover, entry)
        : consistencyDocument(prover.consistency(linesOption(options)), prover.verifierText);
    context.output.result(`${asciiJson(document, 2)}\n`);
    return ExitCode.Healthy;
  } finally {
    prover.close();
  }
};

async function inclusion(directory: string, prover: Prover, entry: string | undefined) {
  if (entry === undefined) {
    throw new WeaklinkError({
      code: 'E_OPTION',
      message: 'which entry is to be proved?',
      hint: 'Name it by its id or its line, or give --since or --check.',
    });
  }
  const { line, leaf } = await lineOf(ledgerFiles(directory).lines, entry);
  return inclusionDocument(prover.inclusion(line), leaf, prover.verifierText);
}

/** A line by its number, or the first entry of an id. */
async function lineOf(path: string, entry: string) {
  const number = /^[1-9]\d{0,14}$/.test(entry) ? Number(entry) : null;
  const id = `"id":${JSON.stringify(entry)},"kind":`;
  for await (const line of readLines(path)) {
    if (!line.bytes || (number !== null && line.number !== number)) continue;
    const leaf = line.bytes.toString('utf8');
    if (number !== null || leaf.includes(id)) return { line: line.number, leaf };
  }
  throw new WeaklinkError({
    code: 'E_LEDGER_LINE',
    message: safe`there is no entry "${entry}" in this ledger`,
    hint: 'Entries are named by the attempts that they account for, or by their lines.',
  });
}

function linesOption(options: OptionValues): number {
  const text = textOption(options, 'since') ?? '';
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw badOption('since', text, 'is no number of lines', 'Give what an old checkpoint signs.');
}

async function check(file: string, options: OptionValues, { output }: CommandContext) {
  const proof = readProof(await textOf(file), file);
  const key = await keyOption(options);
  const verifier = verifierOf((key ?? proof.verifier).trim(), key === null ? file : '--key');
  const verdict = checkProof(proof, verifier);
  if (!verdict.holds) {
    output.result(`${safe`it does NOT hold: ${verdict.why}`}\n`);
    return ExitCode.Fault;
  }
  const trust =
    key === null ? 'The key is the one that the proof brings: --key gives yours.\n' : '';
  output.result(`it holds: ${verdict.says}\n${trust}`);
  return ExitCode.Healthy;
}

async function textOf(file: string): Promise<string> {
  if (file === '-') return standardInput();
  const read = await readRegularFile(file, PROOF_BYTES);
  if (read.kind === 'read') return read.bytes.toString('utf8');
  throw badOption('check', file, 'cannot be read', 'Name a file with a proof, or - for stdin.');
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length > PROOF_BYTES) throw badOption('check', '-', 'is too long', 'Give one proof.');
  }
  return Buffer.concat(chunks).toString('utf8');
}
