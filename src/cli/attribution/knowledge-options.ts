/** Options of every command that accounts for inferences. */
export const knowledgeOptions = [
  ['--prices <file>', 'own prices and own GPUs (prices.yaml)'],
  ['--lineage <file>', 'who stands behind the models (lineage.yaml)'],
  [
    '--check-files',
    'hash the files that the lineage names first: shares then say what was checked',
  ],
  ['--datanet <name...>', 'look for the words of these datanets in kept answers'],
  ['--chain <file>', 'tells the vendors behind links (default: the chain recorded)'],
] as const;
