/** Options of every command that prices inferences: `pricesFor`, `chainBehind`. */
export const priceOptions = [
  ['--prices <file>', 'own prices and own GPUs (default: as the chain file names them)'],
  [
    '--chain <file>',
    'tells vendors, names prices and lineage (default: as recorded; journal: ./chain.yaml)',
  ],
] as const;

/** Options of every command that says who earned what. */
export const shareOptions = [
  ['--lineage <file>', 'who stands behind the models (default: as the chain file names it)'],
  [
    '--check-files',
    'hash the files that the lineage names first: shares then say what was checked',
  ],
  ['--datanet <name...>', 'look for the words of these datanets in kept answers'],
  [
    '--method <method>',
    'divide by longest-suffix (default), or by retrieval: of cited documents alone',
  ],
  ['--scores <file>', 'divide by influence scores where they name the attempt or the request'],
] as const;

/** Options of every command that accounts for inferences. */
export const knowledgeOptions = [
  ...priceOptions,
  ...shareOptions,
  ['--bill <file...>', "a vendor's export, to settle which attempts cut off were billed"],
  ['--bill-link <id...>', 'with --bill: only attempts of these links, which the vendor served'],
] as const;
