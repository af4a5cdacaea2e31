import { account } from '../../attribution/accounting/account.ts';
import { adapterOf } from '../../attribution/lineage/answering-weights.ts';
import { readLineageFile } from '../../attribution/lineage/load.ts';
import { type SpendRow, spendBy, spendByParty } from '../../attribution/prices/spend.ts';
import { accountingSteps } from '../../attribution/steps.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { lineagePath } from '../attribution/knowledge.ts';
import type { OptionValues } from '../command.ts';
import type { CostedAttempts } from './costed.ts';
import type { CostKey } from './options.ts';

/**
 * What was spent, by what was asked for. By party: as the lineage declares, since answers are not held here;
 * what bought nothing is `lost`.
 *
 * @throws WeaklinkError E_OPTION where nobody names a lineage, and of that file
 */
export async function costRows(
  { costed, tables, chain }: CostedAttempts,
  by: CostKey,
  options: OptionValues,
): Promise<readonly SpendRow[]> {
  if (by !== 'party') return spendBy(costed, by);
  const path = lineagePath(options, chain);
  if (path === undefined) {
    throw new WeaklinkError({
      code: 'E_OPTION',
      message: '--by party: nobody says who stands behind the models',
      hint: 'Name the lineage: --lineage lineage.yaml; or a chain file that does: --chain chain.yaml',
    });
  }
  const lineage = await readLineageFile(path);
  const { sharesOf } = accountingSteps({ tables, lineage, datanets: [] });
  const entries = costed.flatMap(({ inference: told, attempts, used, cost }) => {
    const inference = { ...told, adapter: adapterOf(told, lineage) };
    return account(inference, attempts, used, cost, sharesOf(inference)) ?? [];
  });
  return spendByParty(entries);
}
