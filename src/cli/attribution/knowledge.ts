import { probes } from '../../../probes/registry.ts';
import { openDatanet } from '../../attribution/datanet/datanet.ts';
import { readLineageFile } from '../../attribution/lineage/load.ts';
import { readPrices } from '../../attribution/prices/load.ts';
import { priceTables } from '../../attribution/prices/tables.ts';
import { loadVendorTable } from '../../attribution/prices/vendor-table.ts';
import type { Knowledge } from '../../attribution/steps.ts';
import { readChainFile } from '../../chain/load.ts';
import type { Chain } from '../../chain/types.ts';
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
  const lineage = named(options.lineage) ?? plan?.lineage;
  const names = Array.isArray(options.datanet) ? options.datanet.map(String) : null;
  const directories = names?.map((name) => datanetDirectory(name, globals)) ?? plan?.datanets ?? [];
  const stated = named(options.chain);
  const vendor = await loadVendorTable();
  return {
    tables: priceTables({
      vendor,
      own: prices === undefined ? null : await readPrices(prices, vendor),
      chain: stated === undefined ? chain : await readChainFile(stated, probes),
    }),
    lineage: lineage === undefined ? null : await readLineageFile(lineage),
    datanets: await Promise.all(directories.map((one) => openDatanet(one))),
  };
}

function named(option: unknown): string | undefined {
  return typeof option === 'string' ? option : undefined;
}
