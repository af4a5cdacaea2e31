import { checkedFile } from '../../../chain/checked-file.ts';
import type { FileWords, ParsedFile, Path } from '../../../chain/document.ts';
import { readTextFile } from '../../../chain/load.ts';
import { ChainFileError, type Problem } from '../../../chain/problems.ts';
import { sanitise } from '../../../text/sanitise.ts';
import { type Mapping, mappingSchema } from './mapping-schema.ts';

const words: FileWords = {
  empty: 'Say what stands where: fields: { model: request.model }.',
  several: 'Keep one mapping a file, without "---" between.',
  tooLarge: 'Look whether this is the right file.',
};

/** A mapping whose patterns have been read. */
export interface LoadedMapping {
  readonly fields: Mapping['fields'];
  readonly cached: 'inclusive' | 'exclusive' | null;
  /** Null: lines are JSON. */
  readonly pattern: RegExp | null;
  readonly keep: { readonly path: string; readonly matches: RegExp } | null;
}

/** @throws ChainFileError with every problem of the file, WeaklinkError E_FILE */
export async function readMappingFile(path: string): Promise<LoadedMapping> {
  return loadMapping(await readTextFile(path, 'Give the path of a mapping file.'), path);
}

/**
 * @param file its name, for messages
 * @throws ChainFileError with every problem of the file
 */
export function loadMapping(text: string, file: string): LoadedMapping {
  const { data, parsed } = checkedFile(text, file, words, mappingSchema);
  const problems: Problem[] = [];
  const { lines = 'json', keep, cached, fields } = data;
  const pattern =
    lines === 'json' ? null : patternOf(lines.pattern, ['lines', 'pattern'], parsed, problems);
  const matches = keep ? patternOf(keep.matches, ['keep', 'matches'], parsed, problems) : null;
  if (fields.startedAt === undefined && fields.endedAt === undefined) {
    problems.push({
      code: 'E_MAPPING',
      message: 'fields: neither startedAt nor endedAt says when it was',
      hint: 'Name the one that the log has: startedAt: { path: ts, as: s }',
      place: parsed.placeOf(['fields']),
    });
  }
  if (problems.length > 0) throw new ChainFileError(problems);
  return {
    fields,
    cached: cached ?? null,
    pattern,
    keep: keep && matches ? { path: keep.path, matches } : null,
  };
}

function patternOf(
  text: string,
  path: Path,
  parsed: ParsedFile,
  problems: Problem[],
): RegExp | null {
  try {
    return new RegExp(text, 'u');
  } catch (error) {
    const words = error instanceof Error ? error.message.replace(/^.*\/u?: /, '') : '';
    problems.push({
      code: 'E_MAPPING',
      message: `${path.join('.')}: not a regular expression (${sanitise(words)})`,
      place: parsed.placeOf(path),
    });
    return null;
  }
}
