import { misleadsModel, storeEffect } from '../effects/store.ts';
import { type FaultMode, lore, sharing, writers } from './mode.ts';

// Of the stores in chains few hold vectors: the weights are low for that.
const vectorMode = sharing({
  family: 'vector store',
  kinds: ['store'],
  access: 1,
  harm: 0.9,
  partial: false,
  shows: {},
} as const);

/** How an index of embeddings breaks in a store that is up. */
export const vectorModes: readonly FaultMode[] = [
  vectorMode({
    id: 'vector.dimension',
    title: 'refuses vectors: they are longer or shorter than its index',
    remedy: 'build an index for the new embedding model; until then embed with the old one',
    weight: 0.06,
    effect: storeEffect(
      { 'http.400': 0.52, 'http.4xx': 0.06 },
      { 'vector.dimension': 0.9, 'store.error': 0.04, ok: 0.05 },
    ),
    confusedWith: ['store.part_down', 'service.misrouted', 'vector.other_embedding'],
    decides: 'Compare the length in the settings of the index with that of a fresh embedding.',
    source: 'qdrant/qdrant#2312; RooCodeInc/Roo-Code#7348; mem0ai/mem0#6318',
  }),
  vectorMode({
    id: 'vector.index_missing',
    title: 'its index is not there or not loaded',
    remedy: 'load or restore the collection; see whether a restart lost it',
    weight: 0.06,
    effect: storeEffect(
      { 'http.404': 0.46, 'http.503': 0.02 },
      { 'store.missing': 0.7, 'store.not_ready': 0.15, 'vector.indexing': 0.1, ok: 0.05 },
    ),
    confusedWith: ['store.object_missing', 'service.misrouted'],
    decides: 'Ask the store for its list of collections and the state of each.',
    source: lore,
  }),
  vectorMode({
    id: 'vector.other_embedding',
    title: 'was filled with another embedding model of the same length',
    remedy: 'embed everything anew with the model that asks, or ask with the old one',
    weight: 0.05,
    partial: true,
    effect: misleadsModel(
      { 'http.body_mismatch': 0.3, ok: 0.68 },
      { 'llm.canary_mismatch': 0.82, 'llm.finish_length': 0.08, 'llm.empty_output': 0.07 },
      { 'vector.recall_lost': 0.7, ok: 0.3 },
    ),
    confusedWith: ['vector.stale_index', 'model.corrupt', 'store.corrupt'],
    decides: 'Two sentences that mean the same are far apart in the index.',
    source: 'bug-ops/zeph#1815',
  }),
  vectorMode({
    id: 'vector.stale_index',
    title: 'its index is old: what was added lately is not found',
    remedy: 'look at the job that fills it, its last run and its backlog',
    weight: 0.06,
    partial: true,
    effect: misleadsModel(
      { 'http.body_mismatch': 0.16, ok: 0.82 },
      { 'llm.canary_mismatch': 0.82, 'llm.finish_length': 0.06, 'llm.empty_output': 0.09 },
      {
        'store.stale': 0.4,
        'store.too_few': 0.2,
        'vector.indexing': 0.15,
        'vector.recall_lost': 0.05,
        ok: 0.2,
      },
    ),
    broughtBy: writers,
    confusedWith: ['vector.other_embedding', 'store.replica_behind', 'model.corrupt'],
    decides: 'Search for a document of today and for one of last month: only the old one is found.',
    source: lore,
  }),
];
