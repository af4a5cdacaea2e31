import { type SpendRow, spendBy, spendByParty } from '../../attribution/prices/spend.ts';
import { accountingSteps } from '../../attribution/steps.ts';
import type { LedgerEntry } from '../../attribution/types.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { knowledgeOf, lineagePath } from '../attribution/knowledge.ts';
import type { GlobalOptions, OptionValues } from '../command.ts';
import { flowFromEvents } from '../flow/from-events.ts';
import { toldEvents } from '../told-events.ts';
import type { CostedAttempts } from './costed.ts';
import type { CostKey } from './options.ts';

/**
 * What was spent, by what was asked for. By party: as the ledger would post it, what bought nothing as `lost`.
 *
 * @param path of the recording; undefined: the journal
 * @throws WeaklinkError E_OPTION where nobody names a lineage, and of that file and what else is known
 */
export async function costRows(
  path: string | undefined,
  found: CostedAttempts,
  by: CostKey,
  options: OptionValues,
  globals: GlobalOptions,
): Promise<readonly SpendRow[]> {
  if (by !== 'party') return spendBy(found.costed, by);
  return spendByParty(await entriesOf(path, found, options, globals));
}

/** Read once more: shares hang on answers, which are too much to be kept for all attempts. */
async function entriesOf(
  path: string | undefined,
  { costed, chain }: CostedAttempts,
  options: OptionValues,
  globals: GlobalOptions,
): Promise<readonly LedgerEntry[]> {
  if (lineagePath(options, chain) === undefined) {
    throw new WeaklinkError({
      code: 'E_OPTION',
      message: '--by party: nobody says who stands behind the models',
      hint: 'Name the lineage: --lineage lineage.yaml; or a chain file that does: --chain chain.yaml',
    });
  }
  const attempts = async () => costed.map(({ inference }) => inference);
  const steps = accountingSteps(await knowledgeOf(options, globals, chain, attempts));
  const entries = new Map<string, LedgerEntry | null>();
  await flowFromEvents(await toldEvents(path, ['session', 'inference'], options, globals), {
    stepsFor: async () => steps,
    onAccounted: ({ inference, entry }) => entries.set(inference.attempt, entry),
  });
  return [...entries.values()].filter((entry) => entry !== null);
}
