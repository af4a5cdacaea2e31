import type { SafeText } from '../../src/text/safe-text.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { parseEndpoint } from '../network/endpoint.ts';
import { commandLine, shellHost } from '../network/shell-words.ts';
import type { PostgresOptions } from './options.ts';
import { targetOf } from './target.ts';

/** The psql command that logs in as the look does, and asks what it asks in short. */
export function commandOf(options: PostgresOptions): SafeText {
  const { endpoint, user, database, sslMode } = targetOf(options.url);
  const real = parseEndpoint(options.connectTo ?? '') ?? endpoint;
  return commandLine([
    ...passwordWords(options.password),
    `PGSSLMODE=${sslMode}`,
    ...(options.ca === undefined ? [] : [`PGSSLROOTCERT=${shellQuote(options.ca)}`]),
    'psql -X -w',
    '-h',
    shellHost(real.host, options.resolver),
    '-p',
    String(real.port),
    '-U',
    shellQuote(user),
    '-d',
    shellQuote(database),
    '-c',
    shellQuote(question(options)),
  ]);
}

function passwordWords(reference: string | undefined): readonly string[] {
  if (reference === undefined) return [];
  const name = reference.slice(reference.indexOf(':') + 1);
  return [
    `PGPASSWORD="${reference.startsWith('env:') ? `$${name}` : `$(cat ${shellQuote(name)})`}"`,
  ];
}

function question({ table }: PostgresOptions): string {
  if (!table) return 'SELECT version(), pg_is_in_recovery(), count(*) FROM pg_stat_activity';
  if (table.column !== undefined) return `SELECT max(${table.column}) FROM ${table.name}`;
  return `SELECT count(*) FROM (SELECT FROM ${table.name} LIMIT ${table.rows ?? 1}) counted`;
}
