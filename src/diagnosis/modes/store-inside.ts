import { misleadsModel, storeEffect, storeKeepsWaiting } from '../effects/store.ts';
import { type FaultMode, lore, sharing, writers } from './mode.ts';

const databaseMode = sharing({
  family: 'storage',
  kinds: ['store'],
  access: 1,
  partial: false,
  shows: {},
} as const);

const dataMode = sharing({
  family: 'storage',
  kinds: ['store', 'datanet'],
  access: 1,
  partial: false,
  shows: {},
} as const);

/** What ails stores and what they hold while they are up, as looks in their own protocol tell. */
export const storeInsideModes: readonly FaultMode[] = [
  databaseMode({
    id: 'store.connections_used_up',
    effect: storeKeepsWaiting(
      { 'http.503': 0.4, 'http.500': 0.2 },
      { 'store.no_connection_left': 0.8, 'store.connections_low': 0.12, ok: 0.05 },
    ),
    weight: 0.3,
    harm: 0.9,
    partial: true,
    title: 'has no connection left for anybody else',
    remedy: 'see who holds the connections, end the idle ones, put a pool before it',
    confusedWith: ['store.throttled', 'store.locked', 'service.overloaded'],
    decides: 'Count its connections by user and state, and compare with its limit.',
    source: lore,
  }),
  databaseMode({
    id: 'store.not_ready',
    effect: storeEffect(
      { 'http.503': 0.6, 'http.500': 0.05 },
      { 'store.not_ready': 0.92, 'vector.indexing': 0.03, ok: 0.03 },
    ),
    weight: 0.2,
    harm: 1,
    title: 'is starting, recovering or shutting down, and serves nobody yet',
    remedy: 'let it finish and watch its log; find out why it was restarted',
    confusedWith: ['service.crashed', 'store.part_down', 'service.errors'],
    decides: 'It says so itself, and its log counts how far the recovery has come.',
    source: lore,
  }),
  databaseMode({
    id: 'store.locked',
    effect: storeKeepsWaiting(
      { 'http.500': 0.15, 'http.504': 0.2, 'http.timeout': 0.2 },
      { 'store.locked': 0.8, 'store.timeout': 0.1, ok: 0.1 },
    ),
    weight: 0.2,
    harm: 0.7,
    partial: true,
    title: 'its requests wait for a lock or a transaction that does not end',
    remedy: 'find the transaction that holds the lock, end it, and see who left it open',
    confusedWith: ['store.connections_used_up', 'service.slow', 'service.hung'],
    decides: 'Its list of sessions shows who waits for whom, and since when.',
    source: lore,
  }),
  databaseMode({
    id: 'store.primary_lost',
    effect: storeEffect(
      { 'http.503': 0.1, 'http.500': 0.1 },
      { 'store.primary_lost': 0.85, 'store.lagging': 0.05, ok: 0.05 },
      'cannotWrite',
    ),
    weight: 0.1,
    harm: 0.5,
    title: 'is a copy that has lost its primary: it takes no writes and grows old',
    remedy: 'look at the primary and the path to it; promote the copy if the primary is gone',
    confusedWith: ['store.replica_behind', 'store.read_only'],
    decides: 'It says since when it has heard nothing from its primary.',
    source: lore,
  }),
  databaseMode({
    id: 'store.evicting',
    effect: storeEffect({ 'http.404': 0.1 }, { 'store.evicting': 0.85, ok: 0.15 }, 'missTheCache'),
    weight: 0.08,
    harm: 0.3,
    title: 'is a cache too small for its data: it drops what is still needed',
    remedy: 'give it more memory, or shorten the life of what is cached',
    confusedWith: ['store.object_missing', 'store.full'],
    decides: 'Its count of evicted keys rises while its memory is at the limit.',
    source: lore,
  }),
  dataMode({
    id: 'store.schema_changed',
    effect: storeEffect(
      { 'http.500': 0.2, 'http.400': 0.1, 'http.body_mismatch': 0.05 },
      { 'store.schema_changed': 0.9, 'store.missing': 0.05, ok: 0.05 },
      'readWrongData',
    ),
    weight: 0.12,
    harm: 0.6,
    title: 'has data of another shape than its readers expect',
    remedy: 'roll the migration back, or bring the readers to the new shape',
    confusedWith: ['store.corrupt', 'store.object_missing', 'service.wrong_answer'],
    decides: 'Compare its columns or fields with those of the last good day.',
    source: lore,
  }),
  dataMode({
    id: 'store.feed_stopped',
    effect: misleadsModel(
      { ok: 1 },
      { 'llm.canary_mismatch': 0.3, ok: 0.68 },
      { 'store.stale': 0.9, 'store.too_few': 0.06, ok: 0.04 },
    ),
    weight: 0.12,
    harm: 0.3,
    title: 'gets no new data: the job that fills it has stopped',
    remedy: 'look at the job that fills it, its last run and its error',
    broughtBy: writers,
    confusedWith: ['store.replica_behind', 'store.primary_lost'],
    decides: 'The newest entry is as old in the primary as in every copy.',
    source: lore,
  }),
];
