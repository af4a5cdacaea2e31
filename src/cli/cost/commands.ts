import { priceOptions, shareOptions } from '../attribution/knowledge-options.ts';
import type { CommandGroup } from '../command.ts';
import { sinceOption } from '../since-option.ts';

const common = [...priceOptions, sinceOption] as const;

/** `weaklink cost`, and the commands behind it. */
export const costCommand = {
  operands: '[recording]',
  summary: 'what inferences cost, by model, environment, consumer, link or party',
  options: [
    ...common,
    ['--by <what>', 'model, environment, consumer, link or party (default model)'],
    ...shareOptions,
    ['--json', 'the result as one JSON document'],
  ],
  examples: [
    ['weaklink cost traffic.jsonl', 'by the prices in force when each began'],
    ['weaklink cost traffic.jsonl --prices prices.yaml --by consumer', 'with own prices and GPUs'],
    [
      'weaklink cost traffic.jsonl --by party --lineage lineage.yaml',
      'who earned it, and what was lost',
    ],
  ],
  load: async () => (await import('../cost.ts')).runCost,
  subcommands: {
    reconcile: {
      operands: '[recording]',
      summary: "hold what we know against a vendor's export, per model and day",
      options: [
        ['--bill <file...>', 'FOCUS 1.2 (CSV, JSON), or JSON of OpenAI usage and costs'],
        ...common,
        ['--link <id...>', 'only attempts of these links: those that the vendor served'],
        ['--json', 'the result as one JSON document'],
      ],
      examples: [
        [
          'weaklink cost reconcile traffic.jsonl --bill november.csv',
          'exit 0: the bill agrees, 1: it does not',
        ],
      ],
      load: async () => (await import('./reconcile.ts')).runReconcile,
    },
    forecast: {
      operands: '[recording]',
      summary: 'spend to the end of the day and the month, and whether it left its band',
      options: [...common, ['--json', 'the result as one JSON document']],
      examples: [
        [
          'weaklink cost forecast traffic.jsonl',
          'exit 1: in the last 24 hours an hour left the band',
        ],
      ],
      load: async () => (await import('./forecast.ts')).runForecast,
    },
  },
} as const satisfies CommandGroup;
