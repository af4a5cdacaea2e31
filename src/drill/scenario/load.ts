import { type FileWords, type ParsedFile, parseFile } from '../../chain/document.ts';
import { ChainFileError } from '../../chain/problems.ts';
import { problemsOf } from '../../chain/zod-problems.ts';
import { sanitise } from '../../text/sanitise.ts';
import { experimentOf } from '../chaos-toolkit/experiment.ts';
import type { PlannedFault, Scenario } from '../types.ts';
import type { ScenarioCatalogue } from './catalogue.ts';
import { expectSchema } from './expect-schema.ts';
import { expectationOf } from './expectation.ts';
import { draftFaults, withTtl } from './faults.ts';
import { fileSchema } from './file-schema.ts';
import { Findings, sound } from './findings.ts';
import { idOf } from './id.ts';
import { plannedChanges, plannedClaims } from './marks.ts';
import { type OutsideFiles, sourceOf } from './source.ts';
import { timeoutOf } from './timeout.ts';
import { withoutOf } from './without.ts';
import { guardsOf, loadOf, processesOf, proxiesOf, targetsOf } from './world.ts';

const words: FileWords = {
  empty: 'See "Scenarios" in the README for an example.',
  several: 'Keep one scenario a file, without "---" between.',
  tooLarge: 'Split the scenario, or look whether this is the right file.',
};

/** A scenario file as text → its data with places; what is wrong with the text is in `problems`. */
export function parseScenario(text: string, file: string): ParsedFile {
  return parseFile(text, sanitise(file), words);
}

/**
 * The text of a scenario file → a scenario with every default filled in.
 *
 * @param file its name: the id of the scenario, and the start of every message
 * @param catalogue the probes, faults and injectors that it may name
 * @param outside the chain that it names by a path, where somebody has read it
 * @throws ChainFileError with every problem of the file, each with its place
 */
export function loadScenario(
  text: string,
  file: string,
  catalogue: ScenarioCatalogue,
  outside: OutsideFiles = {},
): Scenario {
  const parsed = parseScenario(text, file);
  if (parsed.problems.length > 0) throw new ChainFileError(parsed.problems);
  const findings = new Findings(parsed);
  const checked = fileSchema.safeParse(parsed.data);
  if (!checked.success) {
    const { issues } = checked.error;
    findings.problems.push(...problemsOf(issues, { parsed, base: [], schema: fileSchema }));
  }
  const raw = (parsed.data ?? {}) as Readonly<Record<string, unknown>>;
  const rest = restOf(raw, { file, catalogue, outside, findings });
  if (findings.problems.length > 0 || !checked.success || !rest) {
    throw new ChainFileError(findings.problems);
  }
  const entry = checked.data;
  return {
    id: idOf(file),
    file,
    title: sanitise(entry.title),
    description: sanitise(entry.description ?? '', { lines: true, maxCharacters: 4_000 }),
    tags: entry.tags ?? [],
    difficulty: entry.difficulty ?? 'medium',
    references: (entry.references ?? []).map(({ title, url }) => ({ title: sanitise(title), url })),
    ...rest,
  };
}

type Rest = Omit<
  Scenario,
  'id' | 'file' | 'title' | 'description' | 'tags' | 'difficulty' | 'references'
>;

interface Context {
  readonly file: string;
  readonly catalogue: ScenarioCatalogue;
  readonly outside: OutsideFiles;
  readonly findings: Findings;
}

/**
 * All that its parts say about each other. Works on what is sound of a file that is not, so that
 * every problem is told at once; null where there is no source to check anything against.
 */
function restOf(raw: Readonly<Record<string, unknown>>, context: Context): Rest | null {
  const { catalogue, findings } = context;
  const source = sourceOf(raw, context);
  const targets = targetsOf(raw.targets, source.known, catalogue.injectors, findings);
  const proxies = proxiesOf(raw.proxies, findings);
  const processes = processesOf(raw.processes);
  const without = withoutOf(raw.without, source.known, findings);
  const faultContext = {
    catalogue,
    chain: source.known,
    source: source.kind,
    targets,
    proxies: new Set(proxies.map(({ name }) => name)),
    processes: new Set(processes.map(({ name }) => name)),
    findings,
  };
  const drafts = draftFaults(raw.faults, faultContext);
  const changes = plannedChanges(raw.changes, source.known, findings);
  const claims = plannedClaims(raw.claims, source.known, findings);
  const guards = guardsOf(raw.guards, findings);
  const experiment = experimentOf(raw, {
    names: new Set(drafts.map(({ name }) => name)),
    findings,
  });
  const expected = expectationOf(sound(raw.expect, expectSchema), {
    chain: source.known,
    faults: drafts,
    sandboxFaults: catalogue.faults,
    without,
    isLive: source.isLive,
    hasExperiment: experiment !== null,
    findings,
  });
  const timeoutMs = timeoutOf(raw.timeout, drafts, expected);
  const faults: readonly PlannedFault[] = withTtl(drafts, timeoutMs, findings);
  const built = source.build(expected.rootCauses, faults);
  if (!built) return null;
  return {
    source: built,
    without,
    targets,
    guards,
    faults,
    changes,
    claims,
    load: loadOf(raw.load),
    proxies,
    processes,
    experiment,
    expect: expected,
    timeoutMs,
  };
}
