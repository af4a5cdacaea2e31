import type { Inference } from '../../events/types.ts';
import type { Datanet } from '../datanet/datanet.ts';
import type { Share } from '../types.ts';
import { longestSuffixShares } from './longest-suffix.ts';
import { searchedTogether } from './trace/searched.ts';
import { traceAnswer } from './trace/trace.ts';

/**
 * For the live path: divides the contributors' part of an inference by what of its answer stands in the
 * datanets. Half a millisecond for 450 words over some 16 million.
 *
 * @returns gives null for an inference whose answer is not kept: nobody can know then
 * @throws WeaklinkError E_TOKENISER_MIXED
 */
export function answerAttributor(
  datanets: readonly Datanet[],
): (inference: Pick<Inference, 'output'>) => readonly Share[] | null {
  const searched = searchedTogether(datanets);
  return ({ output }) =>
    output === null ? null : longestSuffixShares(traceAnswer(searched, output));
}
