import { checkedFile } from '../../chain/checked-file.ts';
import type { FileWords } from '../../chain/document.ts';
import { readTextFile } from '../../chain/load.ts';
import { ChainFileError } from '../../chain/problems.ts';
import { fileSchema } from './file-schema.ts';
import { lineageOf } from './lineage-of.ts';
import { referenceProblems } from './references.ts';
import type { Lineage } from './types.ts';

/** The file that commands read when they are given none. */
export const DEFAULT_LINEAGE_FILE = 'lineage.yaml';

export const lineageWords: FileWords = {
  empty: 'Give it at least "lineage: NAME"; "weaklink lineage import" writes the rest.',
  several: 'Keep one lineage a file, without "---" between.',
  tooLarge: 'Keep documents in the index of their datanet instead of here.',
};

/**
 * The text of a lineage.yaml (or JSON) → a lineage.
 *
 * @param file its name, for messages
 * @throws ChainFileError with every problem of the file, each with its place
 */
export function loadLineage(text: string, file: string): Lineage {
  const { data, parsed } = checkedFile(text, file, lineageWords, fileSchema);
  const problems = referenceProblems(data, parsed);
  if (problems.length > 0) throw new ChainFileError(problems);
  return lineageOf(data, parsed);
}

/** Reads a lineage file within the limit. @throws ChainFileError, WeaklinkError E_FILE */
export async function readLineageFile(path: string = DEFAULT_LINEAGE_FILE): Promise<Lineage> {
  const hint =
    'Give the path of a lineage.yaml; "weaklink lineage import" prints one to start from.';
  return loadLineage(await readTextFile(path, hint), path);
}
