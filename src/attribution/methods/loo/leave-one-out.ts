import type { TokenList } from '../../tokens/token-list.ts';
import type { PartyId, Share } from '../../types.ts';
import { sharesByWeight } from '../parts-per-million.ts';
import type { Searched } from '../trace/searched.ts';
import { type CountModel, countText, logProbabilities } from './count-model.ts';

/** Effects become whole numbers of this fineness of a nat. */
const FINENESS = 2 ** 30;

/**
 * How much likelier each datanet makes an answer, in nats: the answer's log-probability by the model of
 * all datanets, less that by the model of all others. Exact, for models that are counts.
 *
 * @returns in the order of the datanets
 */
export function leaveOneOut(
  searched: readonly Searched[],
  list: TokenList,
  model: CountModel,
): readonly number[] {
  const counts = searched.map(({ shards }) => countText(shards, list, model.weights.length));
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const whole = sum(logProbabilities(model, counts));
  return counts.map((one) => {
    return (
      whole -
      sum(
        logProbabilities(
          model,
          counts.filter((other) => other !== one),
        ),
      )
    );
  });
}

/** Datanets that made the answer likelier share it in proportion. */
export function looShares(
  searched: readonly Searched[],
  effects: readonly number[],
): readonly Share[] {
  const weights = new Map<PartyId, number>();
  for (const [at, { name }] of searched.entries()) {
    const effect = effects[at] ?? 0;
    if (effect > 0) weights.set(`datanet:${name}`, Math.round(effect * FINENESS));
  }
  return sharesByWeight(weights, 0, 'loo', 'checked');
}
