import type { SafeText } from '../../src/text/safe-text.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { parseEndpoint } from '../network/endpoint.ts';
import { commandLine, shellHost } from '../network/shell-words.ts';
import type { RedisOptions } from './options.ts';
import { targetOf } from './target.ts';

/** The redis-cli command that asks the server of itself, or for the key. */
export function commandOf(options: RedisOptions): SafeText {
  const { endpoint, user, database, secure } = targetOf(options.url);
  const real = parseEndpoint(options.connectTo ?? '') ?? endpoint;
  return commandLine([
    ...passwordWords(options.password),
    'redis-cli',
    ...(user === '' ? [] : ['--user', shellQuote(user)]),
    ...(secure ? ['--tls', '--sni', shellQuote(options.servername ?? endpoint.host)] : []),
    ...(secure && options.ca !== undefined ? ['--cacert', shellQuote(options.ca)] : []),
    '-h',
    shellHost(real.host, options.resolver),
    '-p',
    String(real.port),
    ...(database === 0 ? [] : ['-n', String(database)]),
    ...question(options),
  ]);
}

function passwordWords(reference: string | undefined): readonly string[] {
  if (reference === undefined) return [];
  const name = reference.slice(reference.indexOf(':') + 1);
  return [
    `REDISCLI_AUTH="${reference.startsWith('env:') ? `$${name}` : `$(cat ${shellQuote(name)})`}"`,
  ];
}

function question({ key, freshWithin }: RedisOptions): readonly string[] {
  if (key === undefined) return ['INFO'];
  return freshWithin === undefined
    ? ['EXISTS', shellQuote(key)]
    : ['GETRANGE', shellQuote(key), '0', '63'];
}
