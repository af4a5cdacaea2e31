import { existsSync } from 'node:fs';
import { probes } from '../../../probes/registry.ts';
import { readChainFile } from '../../chain/load.ts';
import type { Chain } from '../../chain/types.ts';
import { safe } from '../../text/sanitise.ts';
import { DEFAULT_CHAIN_FILE, loadChainFile } from '../chain-file.ts';
import type { OptionValues } from '../command.ts';

/**
 * The chain that tells the vendors behind links, and names prices, lineage and datanets: what `--chain` says;
 * else, for the journal, the chain file that lies here, since what is written to the journal does not name
 * files; else the chain as it was recorded.
 *
 * @param path of the recording; undefined: the journal
 * @param recorded null where no session tells
 * @param tell of files of a recorded chain that are not here, and of the chain file that was taken
 * @throws ChainFileError
 */
export async function chainBehind(
  path: string | undefined,
  options: OptionValues,
  recorded: Chain | null,
  tell: (line: string) => void,
): Promise<Chain | null> {
  if (typeof options.chain === 'string') return statedOr(options, recorded);
  const here = path === undefined ? await chainHere(recorded) : null;
  if (here === null) return withFilesThatAreThere(recorded, tell);
  if (here.attribution) tell(`prices and lineage as ./${DEFAULT_CHAIN_FILE} names them`);
  return here;
}

/** The chain that `--chain` names instead of this one; the files that only this one names still count. */
export async function statedOr(options: OptionValues, chain: Chain | null): Promise<Chain | null> {
  if (typeof options.chain !== 'string') return chain;
  const stated = await readChainFile(options.chain, probes);
  const attribution = stated.attribution ?? chain?.attribution;
  return attribution ? { ...stated, attribution } : stated;
}

/** Null where none lies here, or that of another chain than was watched. */
async function chainHere(watched: Chain | null): Promise<Chain | null> {
  if (!existsSync(DEFAULT_CHAIN_FILE)) return null;
  const chain = await loadChainFile([]);
  return watched === null || watched.name === chain.name ? chain : null;
}

/**
 * The chain of a recording, with what attribution works with as far as it is still there: a recording may
 * have come from another machine.
 *
 * @param tell of what is not
 */
export function withFilesThatAreThere(
  chain: Chain | null,
  tell: (line: string) => void,
): Chain | null {
  if (!chain?.attribution) return chain;
  const { lineage, prices, datanets, ...rest } = chain.attribution;
  const isThere = (path: string | undefined): path is string => {
    if (path === undefined || existsSync(path)) return path !== undefined;
    tell(safe`${path} of the recorded chain is not here, and left out`);
    return false;
  };
  const attribution = {
    ...rest,
    ...(isThere(lineage) && { lineage }),
    ...(isThere(prices) && { prices }),
    datanets: datanets.filter(isThere),
  };
  return { ...chain, attribution };
}
