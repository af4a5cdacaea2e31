import { type SpendKey, spendKeys } from '../../attribution/prices/spend.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import type { OptionValues } from '../command.ts';

/** @throws WeaklinkError E_OPTION */
export function spendKeyOf(options: OptionValues): SpendKey {
  const by = options.by ?? 'model';
  const known = spendKeys.find((key) => key === by);
  if (known) return known;
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: `--by: "${by}" is nothing that spend is told apart by`,
    hint: `Choose one of ${spendKeys.join(', ')}.`,
  });
}
