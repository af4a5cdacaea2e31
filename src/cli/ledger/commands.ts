import { knowledgeOptions } from '../attribution/knowledge-options.ts';
import type { CommandSpec } from '../command.ts';
import { sinceOption } from '../since-option.ts';

const LEDGER = ['--ledger <directory>', 'the ledger (default: in the state directory)'] as const;
const KEY = ['--key <verifier>', 'who must have signed, or a file with it'] as const;
const PERIOD = ['--period <month>', 'as 2026-11 (default: the last that has lines)'] as const;

/** What stands behind `weaklink ledger`. */
export const ledgerCommands = {
  post: {
    operands: '[recording]',
    summary: 'account for the inferences of a recording or the journal, and write what is new',
    options: [
      LEDGER,
      ...knowledgeOptions,
      sinceOption,
      ['--json', 'the result as one JSON document'],
    ],
    examples: [
      ['weaklink ledger post', 'what the journal holds, as ./chain.yaml names prices and lineage'],
      ['weaklink ledger post traffic.jsonl --lineage lineage.yaml', 'twice posts nothing twice'],
    ],
    load: async () => (await import('./post.ts')).runLedgerPost,
  },
  verify: {
    operands: '',
    summary: 'whether every line is as it was written and signed',
    options: [LEDGER, KEY, ['--json', 'the result as one JSON document']],
    examples: [
      ['weaklink ledger verify', 'exit 0 sound, 1 changed or damaged, and where'],
      ['weaklink ledger verify --key verifier.txt', 'with a key from elsewhere'],
    ],
    load: async () => (await import('./verify.ts')).runLedgerVerify,
  },
  prove: {
    operands: '[entry]',
    summary: 'prove that an entry is in the ledger, or that nothing was rewritten',
    options: [
      LEDGER,
      KEY,
      ['--since <lines>', 'instead: that the first so many lines are as once signed'],
      ['--check <file>', 'instead: whether a proof holds; needs no ledger (-: stdin)'],
    ],
    examples: [
      ['weaklink ledger prove vendor:r-1 > proof.json', 'by its id, or by its line'],
      ['weaklink ledger prove --since 4096 > proof.json', 'for who kept an old checkpoint'],
      ['weaklink ledger prove --check proof.json', 'exit 0 it holds, 1 it does not'],
    ],
    load: async () => (await import('./prove.ts')).runLedgerProve,
  },
  export: {
    operands: '',
    summary: 'every posting and loss in the columns of FOCUS 1.2',
    options: [
      LEDGER,
      ['--format <format>', 'csv or json (default csv)'],
      ['--period <month>', 'only what is billed in this month'],
      ['--party <party>', 'only what one party has'],
    ],
    examples: [
      ['weaklink ledger export > charges.csv', 'all of it'],
      ['weaklink ledger export --period 2026-11 --format json', 'a month for a script'],
    ],
    load: async () => (await import('./export.ts')).runLedgerExport,
  },
  statement: {
    operands: '[party]',
    summary: 'what a party earned in a month, what is paid and what is carried on',
    options: [
      LEDGER,
      PERIOD,
      ['--threshold <amount>', 'pay no less than this (default 10)'],
      ['--format <format>', 'text, csv, json or focus (default text)'],
    ],
    examples: [
      ['weaklink ledger statement', 'all parties'],
      ['weaklink ledger statement contributor:ada', 'one, with method and evidence'],
    ],
    load: async () => (await import('./statement.ts')).runLedgerStatement,
  },
  dispute: {
    operands: '[entry]',
    summary: 'contest what a party got; it lies in escrow until that is resolved',
    options: [
      LEDGER,
      ['--party <party>', 'whose part of the entry is contested'],
      ['--reason <words>', 'why'],
      ['--to <party>', 'resolve the dispute of this name: give the part to this party'],
      ['--back', 'resolve it: give the part back'],
      ['--json', 'the result as one JSON document'],
    ],
    examples: [
      ['weaklink ledger dispute', 'all that were opened'],
      ['weaklink ledger dispute vendor:r-1 --party contributor:ada --reason copied', 'open one'],
      ['weaklink ledger dispute d-1 --to contributor:bob', 'resolve it'],
    ],
    load: async () => (await import('./dispute.ts')).runLedgerDispute,
  },
} as const satisfies Record<string, CommandSpec>;
