import { dirname, resolve } from 'node:path';
import { type FileWords, type ParsedFile, parseFile } from '../../chain/document.ts';
import { ChainFileError, type Problem } from '../../chain/problems.ts';
import { problemsOf } from '../../chain/zod-problems.ts';
import { sanitise } from '../../text/sanitise.ts';
import { derivedChain, isPlainExperiment } from '../chaos-toolkit/derived-chain.ts';
import { readExperiment } from '../chaos-toolkit/experiment.ts';
import type { PlannedFault, Scenario } from '../types.ts';
import type { ScenarioCatalogue } from './catalogue.ts';
import { expectSchema } from './expect-schema.ts';
import { expectationOf } from './expectation.ts';
import { draftFaults, withTtl } from './faults.ts';
import { draftsOfMethod, statedNames, targetsOfToxics, toxicDrafts } from './faults-of-method.ts';
import { fileSchema } from './file-schema.ts';
import { Findings, type Note, sound } from './findings.ts';
import { maxProse } from './grammar.ts';
import { idOf } from './id.ts';
import { plannedChanges, plannedClaims } from './marks.ts';
import { type OutsideFiles, plainSource, sourceOf } from './source.ts';
import { timeoutOf } from './timeout.ts';
import { withoutOf } from './without.ts';
import { guardsOf, loadOf, processesOf, proxiesOf, targetsOf } from './world.ts';

const words: FileWords = {
  empty: 'See "Scenarios and drills" in the README for an example.',
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
  const { scenario, problems } = examineScenario(text, file, catalogue, outside);
  if (!scenario) throw new ChainFileError(problems);
  return scenario;
}

export interface Examined {
  /** Null where something is wrong. */
  readonly scenario: Scenario | null;
  readonly problems: readonly Problem[];
  /** What is done otherwise than Chaos Toolkit would. */
  readonly notes: readonly Note[];
}

/** As {@link loadScenario}, for who wants to know more than the first that is wrong. */
export function examineScenario(
  text: string,
  file: string,
  catalogue: ScenarioCatalogue,
  outside: OutsideFiles = {},
): Examined {
  const parsed = parseScenario(text, file);
  if (parsed.problems.length > 0) return { scenario: null, problems: parsed.problems, notes: [] };
  const findings = new Findings(parsed);
  const checked = fileSchema.safeParse(parsed.data);
  if (!checked.success) {
    const { issues } = checked.error;
    findings.problems.push(...problemsOf(issues, { parsed, base: [], schema: fileSchema }));
  }
  const raw = recordOf(parsed.data);
  const rest = raw && restOf(raw, { file, catalogue, outside, findings });
  const { problems, notes } = findings;
  if (problems.length > 0 || !checked.success || !rest) return { scenario: null, problems, notes };
  const entry = checked.data;
  const scenario = {
    id: idOf(file),
    file,
    title: sanitise(entry.title),
    description: sanitise(entry.description ?? '', { lines: true, maxCharacters: maxProse }),
    tags: (entry.tags ?? []).map((tag) => sanitise(tag)),
    difficulty: entry.difficulty ?? 'medium',
    references: (entry.references ?? []).map(({ title, url }) => ({ title: sanitise(title), url })),
    ...rest,
  };
  return { scenario, problems, notes };
}

function recordOf(data: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return null;
  return data as Readonly<Record<string, unknown>>;
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
  const { file, catalogue, findings } = context;
  const read = readExperiment(raw, {
    folder: resolve(dirname(file)),
    faults: new Set(statedNames(raw.faults)),
    findings,
  });
  const isPlain = isPlainExperiment(raw);
  const source = isPlain
    ? plainSource(derivedChain(idOf(file), read, catalogue.probes))
    : sourceOf(raw, context);
  const targets = isPlain
    ? targetsOfToxics(read)
    : targetsOf(raw.targets, source.known, catalogue.injectors, findings);
  const proxies = [...proxiesOf(raw.proxies, findings), ...read.toxics.proxies];
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
  const drafts = draftsOfMethod(
    [...draftFaults(raw.faults, faultContext), ...toxicDrafts(read.toxics, proxies, faultContext)],
    read.experiment,
    findings,
  );
  const changes = plannedChanges(raw.changes, source.known, findings);
  const claims = plannedClaims(raw.claims, source.known, findings);
  const guards = guardsOf(raw.guards, read, findings);
  const stated = sound(raw.expect, expectSchema);
  const expected = expectationOf(stated, {
    chain: source.known,
    faults: drafts,
    sandboxFaults: catalogue.faults,
    without,
    isLive: source.isLive,
    hasExperiment: raw.method !== undefined || raw['steady-state-hypothesis'] !== undefined,
    isSound: stated !== null || raw.expect === undefined,
    findings,
  });
  const timeoutMs = timeoutOf(raw.timeout, drafts, expected);
  const faults: readonly PlannedFault[] = withTtl(drafts, timeoutMs, findings);
  const built = source.build(expected.rootCauses);
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
    sshConfig: sshConfigOf(raw['ssh-config'], file),
    experiment: read.experiment,
    expect: expected,
    timeoutMs,
  };
}

function sshConfigOf(given: unknown, file: string): string | null {
  return typeof given === 'string' ? resolve(dirname(file), given) : null;
}
