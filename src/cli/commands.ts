import type { CommandGroup, CommandSpec } from './command.ts';
import { drillCommands } from './drill/commands.ts';
import { chainCommands } from './registry/chain-commands.ts';
import { liveCommands } from './registry/live-commands.ts';
import { moneyCommands } from './registry/money-commands.ts';
import { recordingCommands } from './registry/recording-commands.ts';

/** Every command, in the order of the help: one file each, loaded when it is called, and one entry here or in registry/. */
export const commands = {
  ...liveCommands,
  ...recordingCommands,
  ...chainCommands,
  drill: {
    operands: '',
    summary: 'break things on purpose and score what weaklink finds',
    options: [],
    examples: [
      ['weaklink drill list scenarios', 'what can be drilled'],
      ['weaklink drill run scenarios --allow-inject', 'run all, and score them'],
    ],
    subcommands: drillCommands,
  },
  ...moneyCommands,
  doctor: {
    operands: '[chain]',
    summary: 'what weaklink can and cannot see from here',
    options: [['--json', 'the list as one JSON document']],
    examples: [
      ['weaklink doctor', 'what is missing or denied, and how to mend it'],
      ['weaklink doctor chain.yaml', 'and whether each vantage of a chain can be stood at'],
    ],
    load: async () => (await import('./doctor.ts')).runDoctor,
  },
} as const satisfies Record<string, CommandSpec | CommandGroup>;

export type CommandName = keyof typeof commands;
