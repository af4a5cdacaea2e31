import { safe } from '../../src/text/sanitise.ts';
import { durationMsOf } from '../data/options.ts';
import type { Judgement } from '../system/judgement.ts';
import { type Info, numberIn } from './info.ts';
import type { RedisOptions } from './options.ts';
import type { RedisSymptom } from './symptoms.ts';

type Signs = readonly Judgement<RedisSymptom>[];

/** Counters of an earlier look of this session; only what has risen since is news. */
export interface Counters {
  readonly evicted: number | undefined;
  readonly rejected: number | undefined;
}

/** Share of the memory allowed from which on it counts as full. */
const FULL = 0.98;

export function countersIn(info: Info): Counters {
  return {
    evicted: numberIn(info, 'evicted_keys'),
    rejected: numberIn(info, 'rejected_connections'),
  };
}

/** What is wrong with the server, the most telling first. */
export function judgeInfo(info: Info, before: Counters | undefined, options: RedisOptions): Signs {
  return [
    ...judgeLoading(info),
    ...judgeRole(info, options),
    ...judgeReplica(info, options),
    ...judgeSaving(info),
    ...judgeMemory(info, before),
    ...judgeClients(info, before, options),
  ];
}

function sign(symptom: RedisSymptom, summary: string, evidence = summary): Signs {
  return [{ symptom, summary: safe`${summary}`, evidence: safe`${evidence}` }];
}

function judgeLoading(info: Info): Signs {
  if (info.get('loading') !== '1') return [];
  const percent = info.get('loading_loaded_perc') ?? '?';
  return sign('store.not_ready', `loading its data, ${percent} %`);
}

function judgeRole(info: Info, { role }: RedisOptions): Signs {
  const own = info.get('role');
  if (role === 'primary' && own === 'slave') {
    return sign('store.read_only', 'a replica, not a primary', 'role:slave where a primary is due');
  }
  if (role === 'replica' && own === 'master') {
    return sign('store.primary_lost', 'follows no primary', 'role:master where a replica is due');
  }
  return [];
}

function judgeReplica(info: Info, { maxLag }: RedisOptions): Signs {
  if (info.get('role') !== 'slave') return [];
  if (info.get('master_link_status') === 'down') {
    const since = info.get('master_link_down_since_seconds') ?? '?';
    return sign(
      'store.primary_lost',
      'hears nothing from its primary',
      `master_link_status:down since ${since} s`,
    );
  }
  if (info.get('master_sync_in_progress') === '1') {
    return sign('store.lagging', 'copies everything from its primary anew');
  }
  const quiet = numberIn(info, 'master_last_io_seconds_ago');
  if (quiet === undefined || quiet < 0 || quiet * 1_000 <= durationMsOf(maxLag)) return [];
  return sign(
    'store.lagging',
    `${quiet} s without a word from its primary`,
    `master_last_io_seconds_ago:${quiet}, allowed are ${maxLag}`,
  );
}

function judgeSaving(info: Info): Signs {
  const failed = ['rdb_last_bgsave_status', 'aof_last_bgrewrite_status', 'aof_last_write_status']
    .filter((name) => info.get(name) === 'err')
    .map((name) => `${name}:err`);
  if (failed.length === 0) return [];
  return sign('store.not_saving', 'cannot write its data to disk', failed.join(', '));
}

function judgeMemory(info: Info, before: Counters | undefined): Signs {
  const used = numberIn(info, 'used_memory');
  const most = numberIn(info, 'maxmemory');
  const policy = info.get('maxmemory_policy') ?? '';
  const evicted = numberIn(info, 'evicted_keys');
  const words = `${used} of ${most} bytes, ${policy}, ${evicted} keys evicted`;
  if (evicted !== undefined && before?.evicted !== undefined && evicted > before.evicted) {
    return sign(
      'store.evicting',
      `evicted ${evicted - before.evicted} keys since the last look`,
      words,
    );
  }
  if (!used || !most || used < most * FULL || policy !== 'noeviction') return [];
  return sign('store.full', 'its memory is full: writes fail', words);
}

function judgeClients(
  info: Info,
  before: Counters | undefined,
  { connectionsPercent }: RedisOptions,
): Signs {
  const clients = numberIn(info, 'connected_clients');
  const most = numberIn(info, 'maxclients');
  const rejected = numberIn(info, 'rejected_connections');
  if (rejected !== undefined && before?.rejected !== undefined && rejected > before.rejected) {
    const count = rejected - before.rejected;
    return sign('store.connections_low', `refused ${count} clients since the last look`);
  }
  if (clients === undefined || !most || clients * 100 < most * connectionsPercent) return [];
  return sign('store.connections_low', `${clients} of ${most} clients connected`);
}
