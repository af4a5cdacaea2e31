import { storeSymptomsOf } from '../data/symptoms.ts';

export const redisSymptoms = storeSymptomsOf([
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
  'store.part_down',
  'store.read_only',
  'store.not_saving',
  'store.evicting',
  'store.locked',
  'store.lagging',
  'store.primary_lost',
  'store.connections_low',
  'store.stale',
  'store.slow',
]);

export type RedisSymptom = keyof typeof redisSymptoms;
