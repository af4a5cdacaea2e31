import type { SafeText } from '../../src/text/safe-text.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { parseEndpoint } from '../network/endpoint.ts';
import { commandLine, shellHost } from '../network/shell-words.ts';
import type { TcpOptions } from './options.ts';

/** Seconds after which netcat gives up. */
const NETCAT_SECONDS = 5;

/** The netcat command that connects, and sends and shows what the look does. */
export function commandOf({ address, resolver, expect, send }: TcpOptions): SafeText {
  const { host, port } = parseEndpoint(address) ?? { host: address, port: 0 };
  const target = [shellHost(host, resolver), String(port)];
  if (expect === undefined && send === undefined) {
    return commandLine(['nc', '-vz', '-w', String(NETCAT_SECONDS), ...target]);
  }
  const talk = ['nc', '-v', '-w', String(NETCAT_SECONDS), ...target];
  return send === undefined
    ? commandLine([...talk, '</dev/null'])
    : commandLine(['printf', '%s', shellQuote(send), '|', ...talk]);
}
