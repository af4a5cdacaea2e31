import { readScenarios } from '../../drill/scenario/read-all.ts';
import { wholeCatalogue } from '../../drill/scenario/whole-catalogue.ts';
import type { Scenario } from '../../drill/types.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { safe, sanitise } from '../../text/sanitise.ts';
import type { RunCommand } from '../command.ts';
import { isWanted } from './candidates.ts';

/** `weaklink drill list PATH…`: the scenarios that are there. Runs nothing. */
export const runDrillList: RunCommand = async (operands, options, { output }) => {
  const files = await readScenarios(operands, wholeCatalogue());
  const filter = typeof options.filter === 'string' ? options.filter : undefined;
  const all = files.flatMap(({ scenario }) => (scenario ? [scenario] : []));
  const wanted = all.filter((scenario) => filter === undefined || isWanted(scenario, filter));
  const bad = files.filter(({ error }) => error !== null);
  if (wanted.length === 0 && bad.length === 0) {
    throw new WeaklinkError({
      code: 'E_FILTER',
      message: `--filter: no scenario fits "${sanitise(filter ?? '')}"`,
      hint: 'Give an id, a word of a title, or tag:<tag>.',
    });
  }
  if (options.json === true) {
    const scenarios = wanted.map(entryOf);
    const document = {
      schema: 'weaklink.scenario-list/1',
      scenarios,
      invalid: bad.map(({ file }) => file),
    };
    output.result(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    output.result(tableOf(wanted));
    for (const { file } of bad) {
      output.progress(safe`${file}: has mistakes; see weaklink drill validate`);
    }
  }
  return bad.length === 0 ? ExitCode.Healthy : ExitCode.Usage;
};

function entryOf({ id, file, title, tags, difficulty, source, faults, expect }: Scenario) {
  return {
    id,
    file,
    title,
    tags,
    difficulty,
    source: source.kind,
    faults: faults.map(({ name, link, injector }) => ({ name, link, injector })),
    verdict: expect.unasked ? null : expect.verdict,
  };
}

/** One line a scenario: `gpu-lost  sandbox  easy  The GPU falls off the bus  [single gpu]`. */
function tableOf(scenarios: readonly Scenario[]): string {
  const rows = scenarios.map(({ id, source, difficulty, title, tags }) => {
    const labels = tags.length > 0 ? `  [${tags.join(' ')}]` : '';
    return [id, source.kind, difficulty, `${title}${labels}`];
  });
  const widths = [0, 1, 2].map((column) =>
    Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    sanitise(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
  );
  const count = scenarios.length === 1 ? '1 scenario' : `${scenarios.length} scenarios`;
  return [...lines, count, ''].join('\n');
}
