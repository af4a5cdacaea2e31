import { ChainFileError, describeProblems } from '../../chain/problems.ts';
import { resultFrom } from '../../drill/run/result.ts';
import type { Candidate } from '../../drill/run/run-many.ts';
import { idOf } from '../../drill/scenario/id.ts';
import { readScenarios } from '../../drill/scenario/read-all.ts';
import { wholeCatalogue } from '../../drill/scenario/whole-catalogue.ts';
import type { Scenario } from '../../drill/types.ts';
import { describeError, WeaklinkError } from '../../platform/errors.ts';
import { sanitise } from '../../text/sanitise.ts';

/** Characters of what is said of one bad file. */
const MAX_CHARACTERS = 4_000;

/** The scenarios of these paths; a bad file becomes a result that says what is wrong with it. */
export async function candidatesAt(
  paths: readonly string[],
  filter: string | undefined,
): Promise<readonly Candidate[]> {
  const files = await readScenarios(paths, wholeCatalogue());
  const candidates = files.flatMap(({ file, scenario, error }): readonly Candidate[] => {
    // A filter chooses among what can be read; a bad file is told all the same.
    if (error) return [{ kind: 'invalid', result: invalid(file, error) }];
    const isAsked = scenario && (filter === undefined || isWanted(scenario, filter));
    return isAsked ? [{ kind: 'scenario', scenario }] : [];
  });
  if (candidates.length > 0) return candidates;
  throw new WeaklinkError({
    code: 'E_FILTER',
    message: `--filter: no scenario fits "${sanitise(filter ?? '')}"`,
    hint: 'Give an id, a word of a title, or tag:<tag>; see "weaklink drill list".',
  });
}

/** `tag:gpu`; an id; else any part of an id or a title. */
export function isWanted(
  { id, title, tags }: Pick<Scenario, 'id' | 'title' | 'tags'>,
  filter: string,
): boolean {
  if (filter.startsWith('tag:')) return tags.includes(filter.slice('tag:'.length));
  const word = filter.toLowerCase();
  return id === filter || id.toLowerCase().includes(word) || title.toLowerCase().includes(word);
}

function invalid(file: string, error: WeaklinkError) {
  const text = error instanceof ChainFileError ? describeProblems(error) : describeError(error);
  const stub = {
    id: idOf(file),
    file,
    title: sanitise(file),
    tags: [],
    difficulty: 'medium',
    references: [],
    source: { kind: 'sandbox', intervalMs: 0 },
  } as const;
  return resultFrom(stub, { repeat: 1 })({
    status: 'invalid',
    reason: sanitise(text, { lines: true, maxCharacters: MAX_CHARACTERS }),
  });
}
