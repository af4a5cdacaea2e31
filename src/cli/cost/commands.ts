import type { CommandGroup } from '../command.ts';

const common = [
  ['--prices <file>', 'own prices and own GPUs (prices.yaml)'],
  ['--chain <file>', 'tells the vendors behind links (default: the chain recorded)'],
  ['--since <ago>', 'without a recording: how much of the journal (default 30d)'],
] as const;

/** `weaklink cost`, and the commands behind it. */
export const costCommand = {
  operands: '[recording]',
  summary: 'what inferences cost, by model, environment, consumer or link',
  options: [
    ...common,
    ['--by <what>', 'model, environment, consumer or link (default model)'],
    ['--json', 'the result as one JSON document'],
  ],
  examples: [
    ['weaklink cost traffic.jsonl', 'by the prices in force when each began'],
    ['weaklink cost traffic.jsonl --prices prices.yaml --by consumer', 'with own prices and GPUs'],
  ],
  load: async () => (await import('../cost.ts')).runCost,
  subcommands: {},
} as const satisfies CommandGroup;
