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
 * What the options name, read.
 *
 * @param recorded the chain that a recording tells of
 * @throws ChainFileError of a file, WeaklinkError E_DATANET_…
 */
export async function knowledgeOf(
  options: OptionValues,
  globals: GlobalOptions,
  recorded: Chain | null,
): Promise<Knowledge> {
  const vendor = await loadVendorTable();
  const own = typeof options.prices === 'string' ? await readPrices(options.prices, vendor) : null;
  const lineage =
    typeof options.lineage === 'string' ? await readLineageFile(options.lineage) : null;
  const stated =
    typeof options.chain === 'string' ? await readChainFile(options.chain, probes) : null;
  const names = Array.isArray(options.datanet) ? options.datanet.map(String) : [];
  const datanets = await Promise.all(
    names.map((name) => openDatanet(datanetDirectory(name, globals))),
  );
  return { tables: priceTables({ vendor, own, chain: stated ?? recorded }), lineage, datanets };
}
