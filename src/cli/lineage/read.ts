import { dirname, resolve } from 'node:path';
import type { ByteFact } from '../../attribution/lineage/checking/bytes.ts';
import { factsOfBytes } from '../../attribution/lineage/checking/bytes.ts';
import { DEFAULT_LINEAGE_FILE, readLineageFile } from '../../attribution/lineage/load.ts';
import type { Lineage } from '../../attribution/lineage/types.ts';
import type { CommandContext, OptionValues } from '../command.ts';

export interface LineageRead {
  readonly file: string;
  readonly lineage: Lineage;
  /** Empty with `--no-bytes`. */
  readonly facts: readonly ByteFact[];
}

/** A lineage file, held against the bytes that it names unless `--no-bytes` is given. */
export async function readLineage(
  file: string = DEFAULT_LINEAGE_FILE,
  options: OptionValues,
  { signal }: CommandContext,
): Promise<LineageRead> {
  const lineage = await readLineageFile(file);
  const facts =
    options.bytes === false ? [] : await factsOfBytes(lineage, dirname(resolve(file)), signal);
  return { file, lineage, facts };
}
