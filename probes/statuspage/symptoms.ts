import type { SymptomSpec } from '../probe.ts';

export const statuspageSymptoms = {
  'statuspage.unreachable': { outcome: 'unknown', meaning: 'the status page cannot be read' },
  'statuspage.malformed': {
    outcome: 'unknown',
    meaning: 'the status page is not in the known format',
  },
} as const satisfies Record<string, SymptomSpec>;
