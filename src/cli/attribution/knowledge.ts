import { dirname, resolve } from 'node:path';
import { openDatanet } from '../../attribution/datanet/datanet.ts';
import { checkedParties, factsOfBytes } from '../../attribution/lineage/checking/bytes.ts';
import { readLineageFile } from '../../attribution/lineage/load.ts';
import type { Lineage } from '../../attribution/lineage/types.ts';
import { type MoneyMethod, moneyMethods } from '../../attribution/methods/answer-attributor.ts';
import { importedShares } from '../../attribution/methods/imported/imported.ts';
import { readScores } from '../../attribution/methods/imported/scores-file.ts';
import type { Knowledge } from '../../attribution/steps.ts';
import type { PartyId } from '../../attribution/types.ts';
import type { Chain } from '../../chain/types.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { GlobalOptions, OptionValues } from '../command.ts';
import { billedByBill } from '../cost/bill.ts';
import { datanetDirectory } from '../datanet/where.ts';
import { type AllAttempts, pricesFor } from './prices.ts';

/**
 * What the options name, and where they name nothing, what the chain file does.
 *
 * @param chain as loaded or recorded, or stated in place of it
 * @param attempts see {@link pricesFor}
 * @throws ChainFileError of a file, WeaklinkError E_DATANET_…, E_BILL, E_OPTION, E_SCORES…
 */
export async function knowledgeOf(
  options: OptionValues,
  globals: GlobalOptions,
  chain: Chain | null,
  attempts?: AllAttempts,
): Promise<Knowledge> {
  const plan = chain?.attribution;
  const path = lineagePath(options, chain);
  const names = Array.isArray(options.datanet) ? options.datanet.map(String) : null;
  const directories = names?.map((name) => datanetDirectory(name, globals)) ?? plan?.datanets ?? [];
  const known = path === undefined ? null : await readLineageFile(path);
  const checks = known !== null && path !== undefined && options.checkFiles === true;
  const prices = await pricesFor(options, chain, attempts);
  return {
    tables: prices.tables,
    ...(await billedByBill(options, prices, attempts)),
    lineage: known,
    ...(checks && { checked: await checkedIn(known, path) }),
    datanets: await Promise.all(directories.map((one) => openDatanet(one))),
    method: moneyMethodOf(options.method),
    ...(typeof options.scores === 'string' && { scores: await scoresIn(options.scores) }),
  };
}

/** Whatever is wrong with scores is told before the first entry is made. @throws WeaklinkError E_SCORES… */
async function scoresIn(path: string): Promise<NonNullable<Knowledge['scores']>> {
  const scores = await readScores(path);
  for (const ofOutput of scores.values()) importedShares(ofOutput, () => null);
  return scores;
}

/** @throws WeaklinkError E_OPTION */
function moneyMethodOf(method: OptionValues[string]): MoneyMethod {
  if (method === undefined) return 'longest-suffix';
  const known = moneyMethods.find((one) => one === method);
  if (known) return known;
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: `--method: "${sanitise(String(method))}" divides no money`,
    hint: `Give ${moneyMethods.join(' or ')}; imported scores come with --scores.`,
  });
}

/** Weights are hashed whole, which takes as long as reading them: only where somebody asked for it. */
async function checkedIn(lineage: Lineage, path: string): Promise<ReadonlySet<PartyId>> {
  return checkedParties(await factsOfBytes(lineage, dirname(resolve(path))));
}

/** As `--lineage` says, and where it does not, the chain file. */
export function lineagePath({ lineage }: OptionValues, chain: Chain | null): string | undefined {
  return typeof lineage === 'string' ? lineage : chain?.attribution?.lineage;
}
