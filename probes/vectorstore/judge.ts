import { safe } from '../../src/text/sanitise.ts';
import type { StoreSymptom } from '../data/symptoms.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Judgement } from '../system/judgement.ts';
import type { Collection } from './engine.ts';
import type { VectorstoreOptions } from './options.ts';
import type { vectorSymptoms } from './symptoms.ts';

export type VectorstoreSymptom = StoreSymptom | keyof typeof vectorSymptoms;
type Signs = readonly Judgement<VectorstoreSymptom>[];

/** What is wrong with the collection, the most telling first. */
export function judgeCollection(
  { index, indexWords, dimension, distance, count }: Collection,
  options: VectorstoreOptions,
  kept: KeptText,
): Signs {
  const words = kept.fact(indexWords);
  return [
    ...sign(index === 'failed', 'store.error', 'the index has failed', words),
    ...sign(index === 'unloaded', 'store.not_ready', 'the collection is not loaded', words),
    ...sign(
      options.dimension !== undefined && dimension !== null && dimension !== options.dimension,
      'vector.dimension',
      `${dimension} dimensions, expected ${options.dimension}`,
    ),
    ...sign(
      options.distance !== undefined && distance !== null && distance !== options.distance,
      'store.schema_changed',
      `distance ${distance}, expected ${options.distance}`,
    ),
    ...sign(
      options.count !== undefined && count !== null && count < options.count,
      'store.too_few',
      `only ${count} entries`,
      `${count} entries, expected are at least ${options.count}`,
    ),
    ...sign(index === 'building', 'vector.indexing', 'the index is being built', words),
  ];
}

/** @param found identifiers of the nearest entries; null: nobody asked */
export function judgeCanary(
  found: readonly string[] | null,
  { canary }: VectorstoreOptions,
  kept: KeptText,
): Signs {
  if (!canary || found === null || found.includes(String(canary.id))) return [];
  const [nearest] = found;
  const instead = nearest === undefined ? 'nothing' : kept.fact(nearest);
  const evidence = `the pinned vector finds ${instead}, and not ${canary.id} among ${canary.within}`;
  return sign(true, 'vector.recall_lost', `a pinned vector finds ${instead}`, evidence);
}

function sign(
  isSo: boolean,
  symptom: VectorstoreSymptom,
  summary: string,
  evidence: string = summary,
): Signs {
  return isSo ? [{ symptom, summary: safe`${summary}`, evidence: safe`${evidence}` }] : [];
}
