import { writeFile } from 'node:fs/promises';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { safe } from '../text/sanitise.ts';
import { DEFAULT_CHAIN_FILE } from './chain-file.ts';
import type { RunCommand } from './command.ts';
import { exampleChain } from './init/example.ts';
import { schemaReference } from './init/schema-reference.ts';

/** `weaklink init [FILE]`: writes a commented chain file, over an existing one only with `--force`. */
export const runInit: RunCommand = async ([file = DEFAULT_CHAIN_FILE], options, { output }) => {
  const flag = options.force === true ? 'w' : 'wx';
  await writeFile(file, exampleChain(schemaReference(file)), { flag }).catch(
    (error: NodeJS.ErrnoException) => {
      throw notWritten(file, error);
    },
  );
  output.progress(safe`wrote ${file}; edit it, then check it with: weaklink validate ${file}`);
  return ExitCode.Healthy;
};

function notWritten(file: string, { code, ...cause }: NodeJS.ErrnoException): WeaklinkError {
  if (code === 'EEXIST') {
    return new WeaklinkError({
      code: 'E_EXISTS',
      message: safe`${file} exists already`,
      hint: 'Give another name, or overwrite it with --force.',
    });
  }
  return new WeaklinkError({
    code: 'E_FILE',
    message: safe`${file} cannot be written (${code})`,
    hint: 'Give a path in a directory that exists and that you may write to.',
    cause,
  });
}
