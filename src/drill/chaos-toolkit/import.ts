import { readTextFile } from '../../chain/load.ts';
import type { Problem } from '../../chain/problems.ts';
import { describeError, type Place, WeaklinkError } from '../../platform/errors.ts';
import type { ScenarioCatalogue } from '../scenario/catalogue.ts';
import type { Note } from '../scenario/findings.ts';
import { examineScenario } from '../scenario/load.ts';
import type { Scenario } from '../types.ts';

/** What became of a Chaos Toolkit experiment. */
export interface Imported {
  /** Null where a part of it could not be expressed: weaklink runs experiments whole or not at all. */
  readonly scenario: Scenario | null;
  /** Every part that could not be expressed, and why, by line. */
  readonly refused: readonly Problem[];
  /** Every part that weaklink does otherwise. */
  readonly notes: readonly Note[];
}

/** A Chaos Toolkit experiment, JSON or YAML → a scenario. Runs nothing. */
export function importExperiment(
  text: string,
  file: string,
  catalogue: ScenarioCatalogue,
): Imported {
  const { scenario, problems, notes } = examineScenario(text, file, catalogue);
  const refused = problems.toSorted((a, b) => order(a.place, b.place));
  return { scenario, refused, notes: notes.toSorted((a, b) => order(a.place, b.place)) };
}

/** As {@link importExperiment}, of a file. @throws ChainFileError, WeaklinkError E_FILE where it cannot be read */
export async function readExperimentFile(
  path: string,
  catalogue: ScenarioCatalogue,
): Promise<Imported> {
  const hint = 'Give the path of a Chaos Toolkit experiment, JSON or YAML.';
  return importExperiment(await readTextFile(path, hint), path, catalogue);
}

/** What became of it, as a person reads it: one thing a line. */
export function describeImport({ scenario, refused, notes }: Imported): string {
  const lines = scenario
    ? ['imported', ...scenarioLines(scenario)]
    : [`refused: ${refused.length} of its parts cannot be expressed`];
  const problems = refused.map((problem) => describeError(new WeaklinkError(problem)));
  const different = notes.map(({ place, message }) => {
    return `${place.file}:${place.line}:${place.column}: note: ${message}`;
  });
  return [...lines, ...problems, ...different].join('\n');
}

function scenarioLines({ source, faults, proxies, experiment, expect }: Scenario) {
  const chain = source.kind === 'chain' ? source.chain.links : [];
  const counts = [
    `hypothesis ${experiment?.hypothesis?.probes.length ?? 0}`,
    `method ${experiment?.method.length ?? 0}`,
    `rollbacks ${experiment?.rollbacks.length ?? 0}`,
  ];
  const { hypothesis, rollbacks } = experiment?.runtime ?? {};
  return [
    `  activities: ${counts.join(', ')}`,
    `  links: ${chain.map(({ id, kind }) => `${id} (${kind})`).join(', ')}`,
    ...proxies.map(({ name, listen, upstream }) => `  proxy: ${name} ${listen} → ${upstream}`),
    ...faults.map(
      ({ name, link, injector, intensity, options }) =>
        `  fault: ${name} on ${link}, ${injector} ${JSON.stringify(options)}, intensity ${intensity}`,
    ),
    `  hypothesis: ${hypothesis?.strategy}, every ${hypothesis?.frequencyMs} ms`,
    `  rollbacks: ${rollbacks}`,
    `  diagnosis: ${expect.unasked ? 'not scored' : expect.verdict}`,
  ];
}

function order(a: Place, b: Place): number {
  return a.line - b.line || a.column - b.column;
}
