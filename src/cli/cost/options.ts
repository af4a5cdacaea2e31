import { type SpendKey, spendKeys } from '../../attribution/prices/spend.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import type { OptionValues } from '../command.ts';

/** What costs are told apart by; `party` is who earned them, which the lineage says. */
export const costKeys = [...spendKeys, 'party'] as const;
export type CostKey = SpendKey | 'party';

/** @throws WeaklinkError E_OPTION */
export function costKeyOf(options: OptionValues): CostKey {
  const by = options.by ?? 'model';
  const known = costKeys.find((key) => key === by);
  if (known) return known;
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: `--by: "${by}" is nothing that spend is told apart by`,
    hint: `Choose one of ${costKeys.join(', ')}.`,
  });
}
