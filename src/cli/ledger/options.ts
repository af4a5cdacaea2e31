import { join, resolve } from 'node:path';
import { WeaklinkError } from '../../platform/errors.ts';
import { readRegularFile } from '../../platform/regular-file.ts';
import { safe } from '../../text/sanitise.ts';
import type { CommandContext, OptionValues } from '../command.ts';
import { stateDirectoryOf } from '../state-directory.ts';

/** Bytes of a file with a key. */
const KEY_BYTES = 4_096;

/** Where the ledger is: as the user says, or in the state directory. */
export function ledgerDirectory(options: OptionValues, { globals }: CommandContext): string {
  const named = textOption(options, 'ledger');
  return named === undefined ? join(stateDirectoryOf(globals), 'ledger') : resolve(named);
}

export function textOption(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** The verifier's key that `--key` names or holds; null where it does not. @throws WeaklinkError E_OPTION */
export async function keyOption(options: OptionValues): Promise<string | null> {
  const text = textOption(options, 'key');
  if (text === undefined || text.includes('+')) return text ?? null;
  const read = await readRegularFile(text, KEY_BYTES);
  if (read.kind === 'read') return read.bytes.toString('utf8');
  throw badOption('key', text, 'is neither a key nor a file that can be read', 'Give NAME+ID+KEY.');
}

/** One of several words. @throws WeaklinkError E_OPTION */
export function oneOf<const T extends string>(
  options: OptionValues,
  name: string,
  words: readonly [T, ...T[]],
): T {
  const text = textOption(options, name) ?? words[0];
  const word = words.find((each) => each === text);
  if (word) return word;
  throw badOption(name, text, 'is not known', `Give ${words.join(', ')}.`);
}

export function badOption(name: string, text: string, why: string, hint: string): WeaklinkError {
  return new WeaklinkError({ code: 'E_OPTION', message: safe`--${name}: "${text}" ${why}`, hint });
}
