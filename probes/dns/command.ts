import type { SafeText } from '../../src/text/safe-text.ts';
import { commandLine, digServer } from '../network/shell-words.ts';
import { shellQuote } from '../system/shell-quote.ts';
import { type DnsOptions, isThroughSystem } from './options.ts';

/** The dig command (getent for the system's way) that asks the same. */
export function commandOf(options: DnsOptions): SafeText {
  const { name, type, resolver } = options;
  const quoted = shellQuote(name);
  if (isThroughSystem(options)) {
    const database = { A: 'ahostsv4', AAAA: 'ahostsv6' }[type as 'A' | 'AAAA'] ?? 'ahosts';
    return commandLine(['getent', database, quoted]);
  }
  const server = resolver === undefined ? [] : digServer(resolver);
  const questions = type === 'address' ? [quoted, 'A', quoted, 'AAAA'] : [quoted, type];
  return commandLine(['dig', ...server, ...questions]);
}
