import type { SymptomSpec } from '../probe.ts';

/** What any store of data can show, whatever protocol it speaks: one word for the same trouble. */
export const storeSymptoms = {
  'store.timeout': { outcome: 'failed', meaning: 'connected, and no answer came in time' },
  'store.closed': { outcome: 'failed', meaning: 'the store ended the connection' },
  'store.malformed': { outcome: 'failed', meaning: 'what answers does not speak the protocol' },
  'store.error': { outcome: 'failed', meaning: 'the store answers with an error of its own' },
  'store.denied': { outcome: 'failed', meaning: 'the store does not accept the user or the key' },
  'store.forbidden': { outcome: 'failed', meaning: 'the user may not read what was asked for' },
  'store.missing': {
    outcome: 'failed',
    meaning: 'the database, table, bucket, collection, key or file is not there',
  },
  'store.not_ready': {
    outcome: 'failed',
    meaning: 'the store is starting, recovering or shutting down',
  },
  'store.no_connection_left': { outcome: 'failed', meaning: 'all connections are taken' },
  'store.throttled': {
    outcome: 'failed',
    meaning: 'the store refuses some requests to save itself',
  },
  'store.full': { outcome: 'failed', meaning: 'the store has no room: writes fail' },
  'store.corrupt': { outcome: 'failed', meaning: 'data do not match their hash or their size' },
  'store.part_down': { outcome: 'failed', meaning: 'a part of the keys cannot be read' },
  'store.read_only': { outcome: 'degraded', meaning: 'the store takes no writes' },
  'store.not_saving': { outcome: 'degraded', meaning: 'the store cannot write its data to disk' },
  'store.evicting': { outcome: 'degraded', meaning: 'the store drops data: its memory is full' },
  'store.locked': { outcome: 'degraded', meaning: 'requests wait for locks that others hold' },
  'store.lagging': { outcome: 'degraded', meaning: 'the copy is behind its primary' },
  'store.primary_lost': { outcome: 'degraded', meaning: 'the copy has lost its primary' },
  'store.connections_low': { outcome: 'degraded', meaning: 'nearly all connections are taken' },
  'store.stale': { outcome: 'degraded', meaning: 'the newest data are older than allowed' },
  'store.too_few': { outcome: 'degraded', meaning: 'there are fewer entries than there must be' },
  'store.schema_changed': { outcome: 'degraded', meaning: 'the shape of the data has changed' },
  'store.slow': { outcome: 'degraded', meaning: 'answering took longer than allowed' },
} as const satisfies Record<string, SymptomSpec>;

export type StoreSymptom = keyof typeof storeSymptoms;

/** Those of them that a probe can show. */
export function storeSymptomsOf<const Name extends StoreSymptom>(
  names: readonly Name[],
): Pick<typeof storeSymptoms, Name> {
  return Object.fromEntries(names.map((name) => [name, storeSymptoms[name]])) as Pick<
    typeof storeSymptoms,
    Name
  >;
}
