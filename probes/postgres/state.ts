import type { Asked } from '../data/ask.ts';
import type { PostgresSession } from './session.ts';

/** How the server is, as it says itself. Null: it does not tell this user. */
export interface ServerState {
  readonly version: string;
  readonly inRecovery: boolean;
  /** True where every transaction is read-only by its settings. */
  readonly readOnly: boolean;
  readonly startedAt: string;
  readonly connections: number;
  readonly mostConnections: number;
  /** Seconds. */
  readonly oldestTransaction: number | null;
  /** Requests that wait for a lock, and the longest of their waits in seconds. */
  readonly waiting: number;
  readonly longestWait: number | null;
  /** Of a replica: whether it hears its primary, and seconds that it is behind. */
  readonly follows: boolean | null;
  readonly lag: number | null;
}

/**
 * One query over views that every user may read. Of other users' sessions an ordinary user sees
 * that they exist, not since when: those values are null. A replica that has replayed all that it
 * received is not behind, however long ago the last transaction was; one that has replayed none
 * since its start is behind since then.
 */
const STATE = `
  SELECT current_setting('server_version') AS version,
    pg_is_in_recovery() AS "inRecovery",
    current_setting('default_transaction_read_only')::bool AS "readOnly",
    to_char(pg_postmaster_start_time() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "startedAt",
    (SELECT count(*)::int FROM pg_stat_activity WHERE datid IS NOT NULL) AS connections,
    current_setting('max_connections')::int AS "mostConnections",
    (SELECT max(extract(epoch FROM clock_timestamp() - xact_start))::float8
       FROM pg_stat_activity WHERE datid IS NOT NULL AND pid <> pg_backend_pid()) AS "oldestTransaction",
    (SELECT count(DISTINCT pid)::int FROM pg_locks WHERE NOT granted) AS waiting,
    (SELECT max(extract(epoch FROM clock_timestamp() - a.query_start))::float8 FROM pg_stat_activity a
       WHERE a.pid IN (SELECT pid FROM pg_locks WHERE NOT granted)) AS "longestWait",
    CASE WHEN pg_is_in_recovery() AND pg_last_wal_receive_lsn() IS NOT NULL
      THEN EXISTS (SELECT FROM pg_stat_wal_receiver) END AS follows,
    CASE WHEN NOT pg_is_in_recovery() THEN NULL
      WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
      ELSE extract(epoch FROM clock_timestamp()
        - coalesce(pg_last_xact_replay_timestamp(), pg_postmaster_start_time()))::float8 END AS lag`;

export async function readState(session: PostgresSession): Promise<Asked<ServerState>> {
  const asked = await session.rows<ServerState>(STATE);
  if (asked.kind === 'failure') return asked;
  const [state] = asked.value;
  return state
    ? { kind: 'answer', value: state }
    : { kind: 'failure', failure: { symptom: 'store.malformed', detail: 'no row of its state' } };
}
