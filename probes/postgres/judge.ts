import { safe } from '../../src/text/sanitise.ts';
import { durationMsOf } from '../data/options.ts';
import type { Judgement } from '../system/judgement.ts';
import type { PostgresOptions } from './options.ts';
import type { ServerState } from './state.ts';
import type { PostgresSymptom } from './symptoms.ts';

type Signs = readonly Judgement<PostgresSymptom>[];

/** What is wrong with the server, the most telling first. */
export function judgeState(state: ServerState, options: PostgresOptions): Signs {
  return [
    ...judgeRole(state, options),
    ...judgeReplica(state, options),
    ...judgeConnections(state, options),
    ...judgeWaits(state, options),
    ...judgeTransaction(state, options),
  ];
}

function judgeRole({ inRecovery, readOnly }: ServerState, { role }: PostgresOptions): Signs {
  if (inRecovery && role === 'primary') {
    const evidence = safe`it is in recovery: a replica stands where a primary is expected`;
    return [{ symptom: 'store.read_only', summary: safe`a replica, not a primary`, evidence }];
  }
  if (inRecovery) return [];
  if (role === 'replica') {
    const evidence = safe`it is not in recovery: it was promoted, or started as a primary`;
    return [{ symptom: 'store.primary_lost', summary: safe`follows no primary`, evidence }];
  }
  if (!readOnly) return [];
  const evidence = safe`default_transaction_read_only is on`;
  return [{ symptom: 'store.read_only', summary: safe`set to read-only`, evidence }];
}

function judgeReplica({ inRecovery, follows, lag }: ServerState, options: PostgresOptions): Signs {
  if (!inRecovery) return [];
  const lost: Signs =
    follows === false
      ? [
          {
            symptom: 'store.primary_lost',
            summary: safe`hears nothing from its primary`,
            evidence: safe`no WAL receiver runs on this replica`,
          },
        ]
      : [];
  if (lag === null || lag * 1_000 <= durationMsOf(options.maxLag)) return lost;
  const evidence = safe`the last transaction replayed is ${lag.toFixed(1)} s old, allowed are ${options.maxLag}`;
  const summary = safe`${Math.round(lag)} s behind its primary`;
  return [...lost, { symptom: 'store.lagging', summary, evidence }];
}

function judgeConnections(
  { connections, mostConnections }: ServerState,
  { connectionsPercent }: PostgresOptions,
): Signs {
  if (connections * 100 < mostConnections * connectionsPercent) return [];
  const summary = safe`${connections} of ${mostConnections} connections taken`;
  return [{ symptom: 'store.connections_low', summary, evidence: summary }];
}

function judgeWaits({ waiting, longestWait }: ServerState, { maxWait }: PostgresOptions): Signs {
  if (longestWait === null || longestWait * 1_000 <= durationMsOf(maxWait)) return [];
  const seconds = Math.round(longestWait);
  return [
    {
      symptom: 'store.locked',
      summary: safe`${waiting} wait for locks, longest ${seconds} s`,
      evidence: safe`${waiting} requests wait for a lock, the longest for ${seconds} s; allowed are ${maxWait}`,
    },
  ];
}

function judgeTransaction(
  { oldestTransaction }: ServerState,
  { maxTransaction }: PostgresOptions,
): Signs {
  if (maxTransaction === undefined || oldestTransaction === null) return [];
  if (oldestTransaction * 1_000 <= durationMsOf(maxTransaction)) return [];
  const seconds = Math.round(oldestTransaction);
  return [
    {
      symptom: 'store.locked',
      summary: safe`a transaction is open for ${seconds} s`,
      evidence: safe`the oldest transaction has been open for ${seconds} s, allowed are ${maxTransaction}`,
    },
  ];
}
