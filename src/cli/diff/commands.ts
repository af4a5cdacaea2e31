import type { CommandSpec } from '../command.ts';

export const diffCommand: CommandSpec = {
  operands: '[before] [after]',
  summary: 'what differs, and which difference explains the verdict',
  options: [
    ['--env <name...>', 'two environments of one chain: --env staging --env prod'],
    ['--at <time...>', 'two moments of the journal: --at 14:00 --at now'],
    ['--recording <file>', 'with --at: of this recording instead of the journal'],
    ['--chain <file>', 'the chain of --env, --at and links (default chain.yaml)'],
    ['--file <path...>', 'of containers and hosts: also compare these files'],
    ['--all', 'also what differs between any two places: start times, serials'],
    ['--verdict <file>', 'rank by this report of "weaklink check --json"'],
    ['--events <file>', 'also write the differences as change events (.jsonl)'],
    ['--overwrite', 'replace the file of --events if there is one'],
    ['--rounds <count>', 'how often to look at what is looked at now (default 3)'],
    ['--key <reference>', 'hash secret values with this key: env:NAME or file:/path'],
    ['--json', 'the result as one JSON document'],
    ['--markdown', 'the result as a note'],
  ],
  examples: [
    ['weaklink diff good.json chain.yaml', 'exit 0 alike, 1 differs, 3 not all was seen'],
    ['weaklink diff docker:engine-1 docker:engine-2', 'also ssh:USER@HOST, local, links'],
    ['weaklink diff --env staging --env production', 'links matched by their label role'],
    ['weaklink diff --at 14:00 --at now', 'what changed since, from the journal'],
  ],
  load: async () => (await import('../diff.ts')).runDiff,
};
