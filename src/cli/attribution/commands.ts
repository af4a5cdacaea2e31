import type { CommandSpec } from '../command.ts';

/** The commands behind `weaklink attribution`. */
export const attributionCommands = {
  trace: {
    operands: '[file]',
    summary: 'whose words an answer holds',
    options: [
      ['--datanet <name...>', 'search these (default: all that are there)'],
      ['--method <method>', 'longest-suffix (default), exact-span, retrieval, imported or loo'],
      ['--cited <document...>', 'what was retrieved, for retrieval: titles or hashes'],
      ['--scores <file>', 'for imported: JSON Lines of influence scores'],
      ['--output <id>', 'for imported: which output of the scores'],
      ['--minimum <count>', 'agreement counts from so many tokens on (default: calibrated)'],
      ['--json', 'the trace as one JSON document'],
    ],
    examples: [
      ['weaklink attribution trace answer.txt', 'an answer with its sources'],
      ['curl -s $URL | jq -r .choices[0].message.content | weaklink attribution trace -', 'live'],
    ],
    load: async () => (await import('./trace.ts')).runAttributionTrace,
  },
} as const satisfies Record<string, CommandSpec>;
