import type { SafeText } from '../../src/text/safe-text.ts';
import { sanitise } from '../../src/text/sanitise.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { addressOf } from './address.ts';
import { DNS_PORT, type Endpoint, formatEndpoint, parseEndpoint } from './endpoint.ts';

/** A command must be whole to be pasted; long URLs and several headers fit. */
const MAX_COMMAND_CHARACTERS = 4_000;

/** Words of a command that a person pastes into a shell. Quoted words come ready from the callers. */
export function commandLine(words: readonly string[]): SafeText {
  return sanitise(words.join(' '), { maxCharacters: MAX_COMMAND_CHARACTERS });
}

/** `@127.0.0.1 -p 5353`, the server part of a dig command. */
export function digServer(resolver: string): readonly string[] {
  const { host, port } = parseEndpoint(resolver, DNS_PORT) ?? { host: resolver, port: DNS_PORT };
  return [`@${shellQuote(host)}`, ...(port === DNS_PORT ? [] : ['-p', String(port)])];
}

/**
 * The host to write into a command: itself, or, where a resolver is stated, a dig command that
 * asks it, so that the pasted line looks where weaklink looked.
 */
export function shellHost(host: string, resolver: string | undefined): string {
  if (resolver === undefined || addressOf(host)) return shellQuote(host);
  return `"$(dig +short ${[...digServer(resolver), shellQuote(host)].join(' ')} | tail -n 1)"`;
}

/** `host:port` as one shell word, the host resolved as {@link shellHost} says. */
export function shellEndpoint(endpoint: Endpoint, resolver: string | undefined): string {
  if (resolver === undefined || addressOf(endpoint.host))
    return shellQuote(formatEndpoint(endpoint));
  return `${shellHost(endpoint.host, resolver)}:${endpoint.port}`;
}
