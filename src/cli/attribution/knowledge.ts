import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { probes } from '../../../probes/registry.ts';
import { openDatanet } from '../../attribution/datanet/datanet.ts';
import { checkedParties, factsOfBytes } from '../../attribution/lineage/checking/bytes.ts';
import { readLineageFile } from '../../attribution/lineage/load.ts';
import type { Lineage } from '../../attribution/lineage/types.ts';
import { readPrices } from '../../attribution/prices/load.ts';
import { priceTables } from '../../attribution/prices/tables.ts';
import { loadVendorTable } from '../../attribution/prices/vendor-table.ts';
import type { Knowledge } from '../../attribution/steps.ts';
import type { PartyId } from '../../attribution/types.ts';
import { readChainFile } from '../../chain/load.ts';
import type { Chain } from '../../chain/types.ts';
import { safe } from '../../text/sanitise.ts';
import type { GlobalOptions, OptionValues } from '../command.ts';
import { datanetDirectory } from '../datanet/where.ts';

/**
 * What the options name, and where they name nothing, what the chain file does.
 *
 * @param chain as loaded or recorded
 * @throws ChainFileError of a file, WeaklinkError E_DATANET_…
 */
export async function knowledgeOf(
  options: OptionValues,
  globals: GlobalOptions,
  chain: Chain | null,
): Promise<Knowledge> {
  const plan = chain?.attribution;
  const prices = named(options.prices) ?? plan?.prices;
  const path = named(options.lineage) ?? plan?.lineage;
  const names = Array.isArray(options.datanet) ? options.datanet.map(String) : null;
  const directories = names?.map((name) => datanetDirectory(name, globals)) ?? plan?.datanets ?? [];
  const stated = named(options.chain);
  const vendor = await loadVendorTable();
  const known = path === undefined ? null : await readLineageFile(path);
  const checks = known !== null && path !== undefined && options.checkFiles === true;
  return {
    tables: priceTables({
      vendor,
      own: prices === undefined ? null : await readPrices(prices, vendor),
      chain: stated === undefined ? chain : await readChainFile(stated, probes),
    }),
    lineage: known,
    ...(checks && { checked: await checkedIn(known, path) }),
    datanets: await Promise.all(directories.map((one) => openDatanet(one))),
  };
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

/** Weights are hashed whole, which takes as long as reading them: only where somebody asked for it. */
async function checkedIn(lineage: Lineage, path: string): Promise<ReadonlySet<PartyId>> {
  return checkedParties(await factsOfBytes(lineage, dirname(resolve(path))));
}

function named(option: unknown): string | undefined {
  return typeof option === 'string' ? option : undefined;
}
