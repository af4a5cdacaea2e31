import { storeEffect, storeKeepsWaiting } from '../effects/store.ts';
import { type FaultMode, lore, sharing } from './mode.ts';

const storeMode = sharing({
  family: 'storage',
  kinds: ['store', 'datanet'],
  access: 1,
  partial: false,
  shows: {},
} as const);

/** On what stores keep their data. */
const volumes = ['store'] as const;

/** How stores of data break while they still answer. */
export const storeModes: readonly FaultMode[] = [
  storeMode({
    id: 'store.full',
    effect: storeEffect(
      { 'http.507': 0.45, 'http.503': 0.02, 'http.500': 0.02 },
      { 'store.full': 0.5, 'store.not_saving': 0.2, 'store.error': 0.04, ok: 0.25 },
    ),
    weight: 2,
    harm: 0.4,
    title: 'is full: it cannot write',
    remedy: 'free space or raise its quota; look at what grew',
    broughtBy: volumes,
    confusedWith: ['store.read_only', 'host.disk_full'],
    decides: 'Reading goes on and writing fails; measure the very path that is written to.',
    source: 'NVIDIA/nccl#290: the same words for another file system',
  }),
  storeMode({
    id: 'store.corrupt',
    effect: storeEffect(
      { 'http.body_mismatch': 0.46, 'http.truncated': 0.02 },
      { 'store.corrupt': 0.7, 'store.error': 0.1, ok: 0.2 },
    ),
    weight: 1.5,
    harm: 0.6,
    partial: true,
    title: 'serves data that does not match its hash',
    remedy: 'stop the readers that cache; restore the object from its source',
    broughtBy: volumes,
    confusedWith: ['service.wrong_answer', 'datanet.revision_moved', 'store.replica_behind'],
    decides: 'Hash the object where it lies, and compare with the hash that was published with it.',
    source: lore,
  }),
  storeMode({
    id: 'store.object_missing',
    effect: storeEffect(
      { 'http.404': 0.48 },
      { 'store.missing': 0.6, 'store.too_few': 0.1, ok: 0.3 },
    ),
    // Of an index an object is one entry: a look at the whole says "missing" of no entry.
    // It may be gone with its bucket, which its cloud then does not know either.
    shows: {
      vectorstore: { 'store.too_few': 0.15, 'vector.recall_lost': 0.1, ok: 0.72 },
      gcp: { 'cloud.missing': 0.2, ok: 0.78 },
      azure: { 'cloud.missing': 0.2, ok: 0.78 },
    },
    weight: 1.5,
    harm: 0.7,
    title: 'an object is missing',
    remedy: 'restore the object; see who or which lifecycle rule deleted it',
    confusedWith: ['vector.index_missing', 'store.denied', 'service.misrouted'],
    decides: 'List what lies beside it: that is there, and this object is not.',
    source: lore,
  }),
  storeMode({
    id: 'store.denied',
    family: 'secret',
    effect: storeEffect(
      { 'http.403': 0.5, 'http.401': 0.08 },
      { 'store.denied': 0.55, 'store.forbidden': 0.4, ok: 0.05 },
    ),
    weight: 0.3,
    harm: 0.8,
    title: 'does not let its reader in',
    remedy: 'look at the role or token that reads: expired, moved, or without this right',
    confusedWith: ['store.object_missing', 'auth.not_permitted', 'host.clock'],
    decides: 'The same request with the key of its owner is answered.',
    source: 'zylon-ai/private-gpt#1876: a folder of another owner',
  }),
  storeMode({
    id: 'store.read_only',
    effect: storeEffect(
      { 'http.403': 0.16, 'http.4xx': 0.1, 'http.503': 0.1, 'http.500': 0.06 },
      { 'store.read_only': 0.7, ok: 0.3 },
    ),
    weight: 0.15,
    harm: 0.4,
    title: 'takes no writes: it is in read-only mode',
    remedy: 'find what switched it, a lock, an election or a failed disk, before switching it back',
    broughtBy: volumes,
    confusedWith: ['store.full', 'store.denied'],
    decides: 'Reading is well, there is room, and it says read-only itself.',
    source: lore,
  }),
  storeMode({
    id: 'store.throttled',
    family: 'quota',
    effect: storeKeepsWaiting(
      { 'http.503': 0.3, 'http.429': 0.3 },
      { 'store.throttled': 0.65, ok: 0.35 },
    ),
    weight: 0.18,
    harm: 0.8,
    partial: true,
    title: 'slows its readers down by refusing some of them',
    remedy: 'spread the load over prefixes or time; back off as it asks',
    confusedWith: ['service.overloaded', 'service.errors', 'weights.download_stalled'],
    decides: 'It says "slow down", and a single reader is served at once.',
    source: lore,
  }),
  storeMode({
    id: 'store.replica_behind',
    effect: storeEffect(
      { 'http.404': 0.14, 'http.body_mismatch': 0.14 },
      { 'store.lagging': 0.6, 'store.stale': 0.2, 'store.too_few': 0.05, ok: 0.15 },
    ),
    weight: 0.12,
    harm: 0.5,
    partial: true,
    title: 'one of its copies is behind the others',
    remedy: 'read from the primary until the copy has caught up; look at its lag',
    confusedWith: ['store.object_missing', 'store.corrupt', 'vector.stale_index'],
    decides: 'Ask each copy by its address: the newest object is missing or old in one of them.',
    source: lore,
  }),
  storeMode({
    id: 'store.place_down',
    family: 'cloud',
    effect: storeEffect(
      { 'http.503': 0.3, 'http.500': 0.15, 'http.504': 0.1 },
      { 'store.throttled': 0.3, 'store.error': 0.25, 'store.timeout': 0.3, ok: 0.1 },
    ),
    shows: { azure: { 'cloud.impaired': 0.8, 'cloud.account_off': 0.02, ok: 0.15 } },
    weight: 0.1,
    harm: 0.9,
    title: 'its cloud calls the place where it stands unavailable',
    remedy: 'read from the copy in another region, or wait; a failover may lose the newest writes',
    confusedWith: ['store.throttled', 'service.errors', 'store.part_down'],
    decides: 'The account in its cloud says that its primary place is unavailable.',
    source: lore,
  }),
  storeMode({
    id: 'store.part_down',
    effect: storeEffect(
      { 'http.500': 0.18, 'http.503': 0.18, 'http.504': 0.06 },
      { 'store.part_down': 0.6, 'store.error': 0.1, 'store.timeout': 0.05, ok: 0.25 },
    ),
    weight: 0.12,
    harm: 0.8,
    partial: true,
    title: 'a part of its keys cannot be read: one shard is down',
    remedy: 'bring the shard back or promote its copy; its keys name it',
    confusedWith: ['service.errors', 'store.throttled'],
    decides: 'The same keys fail each time, and all others are served.',
    source: 'OpenAI, 20 March 2023, post-mortem of a cache cluster',
  }),
];
