import type { StoreFailure } from '../data/finding.ts';
import { systemError } from '../network/system-error.ts';
import type { PostgresSymptom } from './symptoms.ts';

/** SQLSTATE → symptom. Codes: PostgreSQL documentation, appendix A. */
const byCode: Readonly<Record<string, PostgresSymptom>> = {
  '28P01': 'store.denied', // invalid_password
  '28000': 'store.denied', // invalid_authorization_specification: pg_hba.conf
  '3D000': 'store.missing', // invalid_catalog_name: no such database
  '3F000': 'store.missing', // invalid_schema_name
  '42P01': 'store.missing', // undefined_table
  '42703': 'store.missing', // undefined_column
  '42501': 'store.forbidden', // insufficient_privilege
  '25006': 'store.read_only', // read_only_sql_transaction
  '53300': 'store.no_connection_left', // too_many_connections
  '53100': 'store.full', // disk_full
  '57P01': 'store.not_ready', // admin_shutdown
  '57P02': 'store.not_ready', // crash_shutdown
  '57P03': 'store.not_ready', // cannot_connect_now
  '57014': 'store.timeout', // query_canceled: our own statement_timeout
  '40P01': 'store.locked', // deadlock_detected
  '55P03': 'store.locked', // lock_not_available
  XX001: 'store.corrupt', // data_corrupted
  XX002: 'store.corrupt', // index_corrupted
  '08P01': 'store.malformed', // protocol_violation
};

/** What a refused login or query means. */
export function postgresFailure(error: unknown): StoreFailure {
  const { code, message } = systemError(error);
  const isServer = /^[0-9A-Z]{5}$/.test(code);
  if (isServer) return { symptom: byCode[code] ?? 'store.error', detail: `${code}: ${message}` };
  // pg has a parser, no code, for what is no answer of PostgreSQL.
  const garbled = /unexpected|unknown|received invalid|SASL|authenticat/i.test(message);
  const ended = /terminated|ended|ECONNRESET|EPIPE|closed/i.test(`${code} ${message}`);
  return { symptom: garbled && !ended ? 'store.malformed' : 'store.closed', detail: message };
}
