import type { CommandSpec } from '../command.ts';

const PATHS = '<path...>';

/** The commands behind `weaklink drill`. */
export const drillCommands = {
  run: {
    operands: PATHS,
    summary: 'run scenarios and score the diagnosis',
    options: [
      ['--allow-inject', 'really break things; without it, say what would be'],
      ['--filter <what>', 'only these: an id, a word of a title, or tag:<tag>'],
      ['--repeat <count>', 'run each so often (default 1)'],
      ['--parallel <count>', 'so many at the same time (default 1)'],
      ['--timeout <duration>', "of each run, in place of the scenario's own"],
      ['--record <directory>', 'record every run on a live chain there'],
      ['--junit <file>', 'also write a JUnit file, a suite a run'],
      ['--json <file>', 'also write the report as JSON; - for stdout'],
      ['--markdown <file>', 'also write the report as a note'],
      ['--chaos-toolkit <directory>', "write Chaos Toolkit's journal of each experiment there"],
      ['--github', 'annotations of a GitHub Actions run on stdout'],
      ['--ndjson', 'each result as a line of JSON on stdout'],
    ],
    examples: [
      ['weaklink drill run scenarios --allow-inject --parallel 2', 'all, with a score table'],
      ['weaklink drill run one.yaml', 'what it would break; breaks nothing'],
      ['weaklink drill run scenarios --filter tag:gpu --allow-inject --junit out.xml', 'for CI'],
    ],
    load: async () => (await import('./run.ts')).runDrillRun,
  },
  list: {
    operands: PATHS,
    summary: 'what can be drilled',
    options: [
      ['--filter <what>', 'only these: an id, a word of a title, or tag:<tag>'],
      ['--json', 'the list as one JSON document'],
    ],
    examples: [['weaklink drill list scenarios', 'a line a scenario']],
    load: async () => (await import('./list.ts')).runDrillList,
  },
  validate: {
    operands: PATHS,
    summary: 'check scenario files without running anything',
    options: [['--json', 'the result as one JSON document']],
    examples: [['weaklink drill validate scenarios', 'all mistakes of all files at once']],
    load: async () => (await import('./validate.ts')).runDrillValidate,
  },
  undo: {
    operands: '',
    summary: 'undo what a drill left behind',
    options: [
      ['--list', 'only say what is left'],
      ['--json', 'the result as one JSON document'],
    ],
    examples: [
      ['weaklink drill undo --list', 'faults that may still be in force'],
      ['weaklink drill undo', 'undo them; exit 4 where one cannot be undone'],
    ],
    load: async () => (await import('./undo.ts')).runDrillUndo,
  },
  train: {
    operands: '',
    summary: 'find a hidden fault yourself, and be scored beside weaklink',
    options: [
      ['--seed <number>', 'play this round (default: another one each time)'],
      ['--difficulty <level>', 'easy, medium or hard (default: any)'],
    ],
    examples: [
      ['weaklink drill train', 'something breaks; press d to name the culprit'],
      ['weaklink drill train --difficulty hard', 'health checks stay green'],
    ],
    load: async () => (await import('./train.ts')).runDrillTrain,
  },
} as const satisfies Record<string, CommandSpec>;
