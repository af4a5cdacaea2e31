import type { SymptomSpec } from '../probe.ts';

export const vectorSymptoms = {
  'vector.dimension': {
    outcome: 'failed',
    meaning: 'the vectors of the collection are longer or shorter than expected',
  },
  'vector.indexing': { outcome: 'degraded', meaning: 'the index is still being built' },
  'vector.recall_lost': {
    outcome: 'degraded',
    meaning: 'a pinned vector does not find the entry that it belongs to',
  },
} as const satisfies Record<string, SymptomSpec>;
