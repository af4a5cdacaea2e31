import { existsSync } from 'node:fs';
import { nearest } from '../chain/nearest.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { commands } from './commands.ts';

/**
 * `weaklink chek` could name a chain file, as `weaklink chain.yaml` does. A bare word that is
 * neither a command nor a file is a mistyped command. @throws WeaklinkError E_COMMAND
 */
export function unknownCommand(args: readonly string[]): void {
  const word = args.find((argument) => !argument.startsWith('-'));
  if (word === undefined || args[0]?.startsWith('-')) return;
  const names = [...Object.keys(commands), 'help'];
  if (names.includes(word) || !/^[\w-]+$/.test(word) || existsSync(word)) return;
  const near = nearest(word, names);
  throw new WeaklinkError({
    code: 'E_COMMAND',
    message: `"${word}" is neither a command nor a chain file`,
    hint: near
      ? `Did you mean "weaklink ${near}"?`
      : 'See "weaklink --help" for the commands, or "weaklink init" for a chain file.',
  });
}
