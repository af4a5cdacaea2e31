import type { CommandSpec } from '../command.ts';

/** The commands behind `weaklink datanet`. */
export const datanetCommands = {
  add: {
    operands: '<datanet> <path...>',
    summary: 'hand in documents',
    options: [
      ['--contributor <name>', 'whose they are, where a line does not say'],
      ['--licence <spdx>', 'under which licence, where a line does not say'],
      ['--registered <time>', 'registered since then (default: now)'],
      ['--tokens <kind>', 'of a new datanet: words (default) or bytes'],
      ['--restore', 'take in again what was taken down'],
      ['--json', 'what became of each document, as one JSON document'],
    ],
    examples: [
      ['weaklink datanet add poems ./poems --contributor ada --licence CC-BY-4.0', 'a folder'],
      ['weaklink datanet add ./nets/law cases.jsonl', 'JSON Lines that name their contributors'],
    ],
    load: async () => (await import('./add.ts')).runDatanetAdd,
  },
  build: {
    operands: '<datanet>',
    summary: 'index what is not indexed yet',
    options: [
      ['--held-out <path...>', 'unrelated text to measure false credit on'],
      ['--workers <count>', 'threads (default: one a core, at most 8)'],
      ['--json', 'the result as one JSON document'],
    ],
    examples: [['weaklink datanet build poems', 'then answers can be traced to it']],
    load: async () => (await import('./build.ts')).runDatanetBuild,
  },
  trace: {
    operands: '<datanet> [file]',
    summary: 'trace an answer to one datanet',
    options: [['--json', 'the trace as one JSON document']],
    examples: [['weaklink datanet trace poems answer.txt', 'which words stand in it, and where']],
    load: async () => (await import('./trace.ts')).runDatanetTrace,
  },
  remove: {
    operands: '<datanet> <id...>',
    summary: 'take documents down',
    options: [
      ['--contributor <name>', 'only documents that this contributor owns'],
      ['--json', 'the result as one JSON document'],
    ],
    examples: [
      ['weaklink datanet remove poems ode.txt', 'by title, or by content hash'],
      ["weaklink datanet remove poems '*' --contributor ada", 'all that ada owns'],
    ],
    load: async () => (await import('./remove.ts')).runDatanetRemove,
  },
  list: {
    operands: '[datanet]',
    summary: 'datanets, or the documents of one',
    options: [['--json', 'the list as one JSON document']],
    examples: [['weaklink datanet list poems', 'documents, owners, copies']],
    load: async () => (await import('./list.ts')).runDatanetList,
  },
} as const satisfies Record<string, CommandSpec>;
