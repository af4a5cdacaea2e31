import { onlyOk, type Weights } from './effect.ts';

/** Part of the answers that go without the data, as if nothing had happened. */
const answersWithoutData = 0.1;
/** Part of those who began anew meanwhile, and wait for the data before they answer. */
const waitsForData = 0.06;
const withoutDataOf = new WeakMap<Weights, Weights>();

/** What is seen of a model whose data cannot be had: some make up an answer, some never come up. */
export function withoutData(shown: Weights): Weights {
  if (onlyOk(shown)) return shown;
  let changed = withoutDataOf.get(shown);
  if (!changed) {
    changed = {
      ...shown,
      'llm.canary_mismatch': (shown['llm.canary_mismatch'] ?? 0) + answersWithoutData,
      'llm.loading': (shown['llm.loading'] ?? 0) + waitsForData,
    };
    withoutDataOf.set(shown, changed);
  }
  return changed;
}
