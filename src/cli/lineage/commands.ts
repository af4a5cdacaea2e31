import type { CommandSpec } from '../command.ts';

const LINEAGE_FILE = '[lineage]';

/** The commands behind `weaklink lineage`. */
export const lineageCommands = {
  check: {
    operands: LINEAGE_FILE,
    summary: 'what is missing, contradicts or is forbidden',
    options: [
      ['--use <use>', 'ask the licences: commercial, research or derivatives'],
      ['--no-bytes', 'believe the file; read no weights, licences or cards'],
      ['--json', 'the findings as one JSON document'],
    ],
    examples: [
      ['weaklink lineage check', 'exit 0 nothing to say, 1 something is, 2 bad file'],
      ['weaklink lineage check --use commercial', 'may this be sold?'],
    ],
    load: async () => (await import('./check.ts')).runLineageCheck,
  },
  show: {
    operands: '<model> [lineage]',
    summary: 'who stands behind a model, as a tree',
    options: [
      ['--no-bytes', 'read no weights: everything is only declared'],
      ['--json', 'the tree as one JSON document'],
    ],
    examples: [['weaklink lineage show chat-70b', 'data, base models, adapters, people']],
    load: async () => (await import('./show.ts')).runLineageShow,
  },
  import: {
    operands: '<file...>',
    summary: 'read cards and bills of materials',
    options: [['--into <file>', 'merge into this lineage file; its comments stay']],
    examples: [
      ['weaklink lineage import README.md adapter_config.json', 'print what they say'],
      [
        'weaklink lineage import bom.cdx.json --into lineage.yaml',
        'CycloneDX, SPDX 3, Croissant too',
      ],
    ],
    load: async () => (await import('./import.ts')).runLineageImport,
  },
} as const satisfies Record<string, CommandSpec>;
