import { WeaklinkError } from '../../../platform/errors.ts';
import type { PartyId, Share } from '../../types.ts';
import { sharesByWeight } from '../parts-per-million.ts';
import type { InfluenceScore } from './scores-file.ts';

/** Scores become whole numbers of this fineness of the greatest, so that thousands of them sum exactly. */
const FINENESS = 2 ** 39;
/** Scores of one output: more could not be summed exactly. */
const MAX_SCORES = 8_192;

/**
 * Shares by the influence that another program computed: what is above 0 earns, in proportion.
 *
 * @param contributorOf whose a sample is; null where nobody knows: its part is unattributed
 * @throws WeaklinkError E_SCORES_MIXED where methods or models differ, E_SCORES_MANY
 */
export function importedShares(
  scores: readonly InfluenceScore[],
  contributorOf: (sample: string) => string | null,
): readonly Share[] {
  const [first] = scores;
  const other = scores.find((one) => one.method !== first?.method || one.model !== first.model);
  if (first && other) throw mixed(first, other);
  if (scores.length > MAX_SCORES) throw tooMany(first?.output ?? '');
  const greatest = scores.reduce((most, { score }) => Math.max(most, score), 0);
  const weights = new Map<PartyId, number>();
  let total = 0;
  for (const { sample, score } of scores) {
    if (score <= 0) continue;
    const weight = Math.round((score / greatest) * FINENESS);
    total += weight;
    const contributor = contributorOf(sample);
    if (contributor === null) continue;
    const party: PartyId = `contributor:${contributor}`;
    weights.set(party, (weights.get(party) ?? 0) + weight);
  }
  return sharesByWeight(weights, total, `imported:${first?.method ?? 'unknown'}`, 'declared');
}

function mixed(one: InfluenceScore, other: InfluenceScore): WeaklinkError {
  const named = ({ method, model }: InfluenceScore) => `${method} of ${model}`;
  return new WeaklinkError({
    code: 'E_SCORES_MIXED',
    message: `scores of ${one.output} are by ${named(one)} and by ${named(other)}`,
    hint: 'Their scales differ: give one method and model for each output.',
  });
}

function tooMany(output: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_SCORES_MANY',
    message: `${output} has more than ${MAX_SCORES} scores`,
    hint: 'Keep the greatest ones of each output.',
  });
}
