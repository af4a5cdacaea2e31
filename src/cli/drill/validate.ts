import { ChainFileError, describeProblems, type Problem } from '../../chain/problems.ts';
import type { ReadFile } from '../../drill/scenario/read-all.ts';
import { readScenarios } from '../../drill/scenario/read-all.ts';
import { wholeCatalogue } from '../../drill/scenario/whole-catalogue.ts';
import { describeError, type WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { createRedactor } from '../../text/redact.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { RunCommand } from '../command.ts';

/** Characters of what is said of one file. */
const MAX_CHARACTERS = 20_000;

/** `weaklink drill validate PATH…`: what is wrong with scenario files. Runs nothing. */
export const runDrillValidate: RunCommand = async (operands, options, { output }) => {
  const files = await readScenarios(operands, wholeCatalogue());
  const bad = files.filter(({ error }) => error !== null);
  if (options.json === true) {
    const result = {
      schema: 'weaklink.scenarios/1',
      valid: bad.length === 0,
      files: files.map(entryOf),
    };
    output.result(`${JSON.stringify(result, null, 2)}\n`);
    return bad.length === 0 ? ExitCode.Healthy : ExitCode.Usage;
  }
  for (const { error } of bad) if (error) output.progress(said(error));
  const good = files.length - bad.length;
  const wrong = bad.length === 0 ? '' : `, ${bad.length} with mistakes`;
  const what = good === 1 ? 'scenario is' : 'scenarios are';
  output.result(`${good} ${what} ok${wrong}\n`);
  return bad.length === 0 ? ExitCode.Healthy : ExitCode.Usage;
};

/** A file's error repeats what the file holds. */
function said(error: WeaklinkError): string {
  const text = error instanceof ChainFileError ? describeProblems(error) : describeError(error);
  return sanitise(createRedactor().redact(text), { maxCharacters: MAX_CHARACTERS, lines: true });
}

function entryOf({ file, scenario, error }: ReadFile) {
  const problems = error instanceof ChainFileError ? error.problems : error ? [error] : [];
  return {
    file,
    id: scenario?.id ?? null,
    valid: error === null,
    problems: problems.map(({ code, message, hint, place }: Problem | WeaklinkError) => ({
      code,
      message,
      hint: hint ?? null,
      line: place?.line ?? null,
      column: place?.column ?? null,
    })),
  };
}
