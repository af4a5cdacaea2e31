import { knowledgeOptions } from '../attribution/knowledge-options.ts';
import type { CommandSpec } from '../command.ts';

/** What records, and what reads what was recorded. */
export const recordingCommands = {
  record: {
    operands: '[chain] [file]',
    summary: 'watch a chain without a console, into a recording',
    options: [
      ['--for <duration>', 'for so long; without it, until a signal'],
      ['--overwrite', 'replace the recording if there is one'],
    ],
    examples: [
      ['weaklink record incident.jsonl.zst --for 10m', 'ten minutes, compressed'],
      ['weaklink record prod.yaml incident.jsonl', 'another chain, until Ctrl-C'],
    ],
    load: async () => (await import('../record.ts')).runRecord,
  },
  export: {
    operands: '<file>',
    summary: 'copy the last minutes of the journal into a recording',
    options: [
      ['--since <ago>', 'how long ago, or a point in time (default 30m)'],
      ['--until <ago>', 'up to when (default now)'],
      ['--chain <name>', 'of this chain (default: the one watched last)'],
      ['--overwrite', 'replace the recording if there is one'],
    ],
    examples: [
      ['weaklink export incident.jsonl', 'the last 30 minutes'],
      ['weaklink export night.jsonl.zst --since 8h --until 2h', 'an older span, compressed'],
    ],
    load: async () => (await import('../export.ts')).runExport,
  },
  inspect: {
    operands: '<file>',
    summary: 'what a recording holds, and whether it is sound',
    options: [['--json', 'the result as one JSON document']],
    examples: [
      ['weaklink inspect incident.jsonl', 'exit 0 sound, 1 damaged but readable, 2 no recording'],
    ],
    load: async () => (await import('../inspect.ts')).runInspect,
  },
  anonymize: {
    operands: '<file> <copy>',
    summary: 'copy a recording under other names, to share it',
    options: [
      ['--seed <text>', 'repeat the same names; who has it can test guesses'],
      ['--overwrite', 'replace the copy if there is one'],
    ],
    examples: [
      [
        'weaklink anonymize incident.jsonl shared.jsonl',
        'hosts, addresses, names and ids replaced',
      ],
    ],
    load: async () => (await import('../anonymize.ts')).runAnonymize,
  },
  replay: {
    operands: '<file>',
    summary: 'play a recording in the console, every verdict computed anew',
    options: [
      ['--speed <speed>', '1, 10, 100 or max (default 1 on a terminal, max elsewhere)'],
      ['--from <time>', 'begin there: an offset (5m), a clock time (14:02, UTC) or an ISO time'],
      ['--to <time>', 'end there'],
      ['--verify', 'compare the verdicts of the day with those computed now'],
      ['--without <what...>', 'what if: link=NAME, probe=LINK/NAME or vantage=NAME taken away'],
      ['--plain', 'one line a change of the verdict, even on a terminal'],
      ['--ndjson', 'every event as a line of JSON'],
      ['--json', 'the report as of the end, or the result of --verify'],
      ...knowledgeOptions,
    ],
    examples: [
      ['weaklink replay incident.jsonl --verify', 'exit 0: the same verdicts as on the day'],
      ['weaklink replay incident.jsonl --without link=vendor --plain', 'and without the vendor?'],
      ['weaklink replay incident.jsonl', 'the console; space, ] and arrows move in time'],
    ],
    load: async () => (await import('../replay.ts')).runReplay,
  },
  rca: {
    operands: '[directory]',
    summary: 'find what broke from metrics alone, without probes',
    options: [
      ['--prometheus <url>', 'ask this Prometheus instead of reading a directory'],
      ['--at <time>', 'when it began or was noticed (default: find out)'],
      ['--before <duration>', 'how much before that is normal (default 30m)'],
      ['--after <duration>', 'how much after that is looked at (default 10m)'],
      ['--step <duration>', 'time between two rows (default: of the scrapes)'],
      ['--edges <file>', 'calls between services, caller,callee'],
      ['--alert <service|metric>', 'what raised the alarm; the metric may be left out'],
      ['--header <line...>', 'a header for Prometheus; secrets as env:NAME or file:/path'],
      ['--ca <file>', 'authorities of its certificate, in PEM'],
      ['--json', 'the ranking as one JSON document'],
    ],
    examples: [
      ['weaklink rca ./incident', 'metrics.csv, edges.csv, case.json … in one directory'],
      ['weaklink rca --prometheus http://prometheus:9090 --edges calls.csv', 'what broke just now'],
      ['weaklink rca ./incident --json | jq .ranking[0]', 'exit 0 nothing, 1 fault, 2 bad input'],
    ],
    load: async () => (await import('../rca.ts')).runRca,
  },
} as const satisfies Record<string, CommandSpec>;
