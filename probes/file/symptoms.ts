import type { SymptomSpec } from '../probe.ts';

export const fileSymptoms = {
  'file.missing': { outcome: 'failed', meaning: 'a file is not there' },
  'file.unreadable': { outcome: 'failed', meaning: 'a file cannot be read' },
  'file.silent': { outcome: 'failed', meaning: 'the file system of a file does not answer' },
  'file.empty': { outcome: 'degraded', meaning: 'a file is empty' },
  'file.too_large': { outcome: 'unknown', meaning: 'a file is too large to be compared' },
} as const satisfies Record<string, SymptomSpec>;
