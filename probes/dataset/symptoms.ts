import type { SymptomSpec } from '../probe.ts';

export const datasetSymptoms = {
  'dataset.gated': { outcome: 'failed', meaning: 'the data are open only to who was let in' },
  'dataset.withdrawn': { outcome: 'failed', meaning: 'the data were taken back' },
  'dataset.moved': { outcome: 'degraded', meaning: 'the revision is not the one it is pinned to' },
  'dataset.extra': { outcome: 'degraded', meaning: 'there are files that the manifest lacks' },
  'dataset.licence_missing': { outcome: 'degraded', meaning: 'no licence is stated' },
  'dataset.licence_other': { outcome: 'degraded', meaning: 'the licence is none of the allowed' },
} as const satisfies Record<string, SymptomSpec>;
