import { storeSymptomsOf } from '../data/symptoms.ts';

export const postgresSymptoms = storeSymptomsOf([
  'store.timeout',
  'store.closed',
  'store.malformed',
  'store.error',
  'store.denied',
  'store.forbidden',
  'store.missing',
  'store.not_ready',
  'store.no_connection_left',
  'store.full',
  'store.corrupt',
  'store.read_only',
  'store.locked',
  'store.lagging',
  'store.primary_lost',
  'store.connections_low',
  'store.stale',
  'store.too_few',
  'store.schema_changed',
  'store.slow',
]);

export type PostgresSymptom = keyof typeof postgresSymptoms;
