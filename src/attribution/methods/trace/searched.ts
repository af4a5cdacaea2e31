import { WeaklinkError } from '../../../platform/errors.ts';
import { type Minimum, minimumFor } from '../../datanet/calibration/calibration.ts';
import type { Content } from '../../datanet/catalogue/catalogue.ts';
import type { Datanet } from '../../datanet/datanet.ts';
import type { Shard } from '../../datanet/shard/shard.ts';
import type { Tokeniser } from '../../tokens/types.ts';
import type { CreditTerms } from '../../types.ts';

/** Part of unrelated text that all datanets of a trace may credit together. */
export const MAX_FALSE_CREDIT = 0.01;

/** What an answer is held against: the shards of a datanet, or of a few of its documents. */
export interface Searched {
  readonly name: string;
  readonly tokeniser: Tokeniser;
  readonly shards: readonly Shard[];
  /** Shorter agreement is taken for chance. */
  readonly minimum: Minimum;
  contentOf(ordinal: number): Content;
}

/** What agreement counts among datanets that are searched together; null where there are none. */
export function creditTermsOf(searched: readonly Searched[]): CreditTerms | null {
  const [first] = searched;
  if (!first) return null;
  const rates = searched.map(({ minimum }) => minimum.falseCredit);
  const known = rates.filter((rate) => rate !== null);
  return {
    length: Math.min(...searched.map(({ minimum }) => minimum.length)),
    unit: first.tokeniser.unit,
    falseCredit: known.length < rates.length ? null : known.reduce((sum, rate) => sum + rate, 0),
  };
}

/**
 * Datanets that are searched together. What they credit by chance adds up, so each has an equal part of
 * {@link MAX_FALSE_CREDIT}, and the more there are, the longer agreement has to be.
 *
 * @param minimum tokens, in place of the calibrated ones
 * @throws WeaklinkError E_TOKENISER_MIXED where they count different tokens
 */
export function searchedTogether(
  datanets: readonly Datanet[],
  minimum?: number,
): readonly Searched[] {
  const [first] = datanets;
  const other = datanets.find(({ tokeniser }) => tokeniser.id !== first?.tokeniser.id);
  if (first && other) {
    throw new WeaklinkError({
      code: 'E_TOKENISER_MIXED',
      message: `${first.name} counts ${first.tokeniser.unit}s and ${other.name} ${other.tokeniser.unit}s`,
      hint: 'Trace them one at a time: lengths of agreement cannot be compared.',
    });
  }
  return datanets.map((datanet) => ({
    name: datanet.name,
    tokeniser: datanet.tokeniser,
    shards: datanet.shards,
    minimum:
      minimum === undefined
        ? minimumFor(datanet.calibration, MAX_FALSE_CREDIT / datanets.length, datanet.tokeniser)
        : { length: minimum, falseCredit: null },
    contentOf: (ordinal) => datanet.catalogue.contents[ordinal] as Content,
  }));
}
