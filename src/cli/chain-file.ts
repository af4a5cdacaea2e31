import { probes } from '../../probes/registry.ts';
import { readChainFile } from '../chain/load.ts';
import type { Chain } from '../chain/types.ts';

/** The file that commands read when they are given none. */
export const DEFAULT_CHAIN_FILE = 'chain.yaml';

/** @throws ChainFileError with every mistake of the file, WeaklinkError E_FILE */
export function loadChainFile(operands: readonly string[]): Promise<Chain> {
  return readChainFile(operands[0] ?? DEFAULT_CHAIN_FILE, probes);
}
