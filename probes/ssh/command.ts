import type { SafeText } from '../../src/text/safe-text.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { commandLine } from '../network/shell-words.ts';
import type { SshOptions } from './options.ts';

/** The command of the system's client that connects, logs in and runs what the look does. */
export function commandOf({ host, user, port, jump }: SshOptions): SafeText {
  const words = [
    'ssh',
    '-T',
    '-o',
    'BatchMode=yes',
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(jump === undefined ? [] : ['-J', jump]),
    '--',
    user === undefined ? host : `${user}@${host}`,
    'true',
  ];
  return commandLine(words.map(shellQuote));
}
