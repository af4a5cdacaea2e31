import type { SafeText } from '../../src/text/safe-text.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { addressOf } from '../network/address.ts';
import { dialTarget } from '../network/dial.ts';
import { parseEndpoint } from '../network/endpoint.ts';
import { commandLine, shellEndpoint } from '../network/shell-words.ts';
import type { TlsOptions } from './options.ts';

/** The openssl command that makes the same handshake and prints the chain and the verdict on it. */
export function commandOf(options: TlsOptions): SafeText {
  const endpoint = parseEndpoint(options.address) ?? { host: options.address, port: 0 };
  const target = dialTarget({ ...options, tls: undefined, endpoint });
  const name = options.servername ?? endpoint.host;
  const quoted = shellQuote(name);
  const identity = addressOf(name)
    ? ['-noservername', '-verify_ip', quoted]
    : ['-servername', quoted, '-verify_hostname', quoted];
  return commandLine([
    'openssl s_client -connect',
    shellEndpoint(target, options.resolver),
    ...identity,
    ...(options.ca === undefined ? [] : ['-CAfile', shellQuote(options.ca)]),
    ...(options.minVersion === undefined ? [] : ['-min_protocol', options.minVersion]),
    '-showcerts </dev/null',
  ]);
}
