import type { SafeText } from '../../src/text/safe-text.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { commandLine, digServer } from '../network/shell-words.ts';
import type { Standing } from '../probe.ts';
import { type DnsOptions, hostDatabase, isThroughSystem } from './options.ts';

/** The dig command (getent for the system's way) that asks the same. */
export function commandOf(options: DnsOptions, standing: Standing = 'here'): SafeText {
  const { name, type, resolver } = options;
  const quoted = shellQuote(name);
  if (isThroughSystem(options, standing)) {
    return commandLine(['getent', hostDatabase(type), quoted]);
  }
  const server = resolver === undefined ? [] : digServer(resolver);
  const questions = type === 'address' ? [quoted, 'A', quoted, 'AAAA'] : [quoted, type];
  // A vantage elsewhere opens connections and sends no packets.
  const transport = standing === 'elsewhere' ? ['+tcp'] : [];
  return commandLine(['dig', ...transport, ...server, ...questions]);
}
