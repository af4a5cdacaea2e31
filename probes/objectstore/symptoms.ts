import { storeSymptomsOf } from '../data/symptoms.ts';

export const objectStoreSymptoms = storeSymptomsOf([
  'store.timeout',
  'store.closed',
  'store.malformed',
  'store.error',
  'store.denied',
  'store.forbidden',
  'store.missing',
  'store.not_ready',
  'store.throttled',
  'store.full',
  'store.corrupt',
  'store.part_down',
  'store.stale',
  'store.too_few',
  'store.slow',
]);

export type ObjectStoreSymptom = keyof typeof objectStoreSymptoms;
