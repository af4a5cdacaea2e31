/** How help names a chain file that may be left out. */
export const CHAIN_FILE = '[chain.yaml]';
