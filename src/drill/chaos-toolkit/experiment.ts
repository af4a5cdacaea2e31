import type { Path } from '../../chain/document.ts';
import type { Activity, Hypothesis } from '../experiment-types.ts';
import { type Findings, soundEntries } from '../scenario/findings.ts';
import type { Experiment } from '../types.ts';
import { activityAt, controlsOf, followed, sectionOf } from './activity.ts';
import type { SectionContext } from './context.ts';
import { runtimeOf } from './runtime.ts';
import { activitySchema, referenceSchema } from './schema.ts';
import { declaredSettings } from './settings.ts';
import { ToxicBook } from './toxic-book.ts';

type Raw = Readonly<Record<string, unknown>>;

export interface ExperimentContext {
  /** Folder of the file: where its relative paths begin. */
  readonly folder: string;
  /** Names of the faults that the file states itself. */
  readonly faults: ReadonlySet<string>;
  readonly findings: Findings;
}

export interface ReadExperiment {
  /** Null where the file has no section of one. */
  readonly experiment: Experiment | null;
  /** What actions of `chaostoxi` have become. */
  readonly toxics: ToxicBook;
  /** The configuration's values that are written out. */
  readonly literals: Readonly<Record<string, unknown>>;
  /** Reads an activity that stands elsewhere in the file: a guard's. */
  activityAt(given: unknown, path: Path): Activity | null;
}

const sections = ['steady-state-hypothesis', 'method', 'rollbacks'] as const;

/** The Chaos Toolkit half of a file. */
export function readExperiment(
  raw: Raw,
  { folder, faults, findings }: ExperimentContext,
): ReadExperiment {
  const settings = declaredSettings(raw, folder, findings);
  const toxics = new ToxicBook();
  const context: SectionContext = {
    values: new Set(settings.names.values),
    literals: settings.literals,
    secrets: settings.names.secrets,
    faults,
    named: new Map(),
    toxics,
    findings,
  };
  // Values alone are an experiment too: the guards of a native file may need them.
  const isThere = [...sections, 'configuration', 'secrets'].some((key) => raw[key] !== undefined);
  const experiment = isThere ? experimentOf(raw, context, settings) : null;
  return {
    experiment,
    toxics,
    literals: settings.literals,
    activityAt: (given, path) => activityAt(given, path, context),
  };
}

function experimentOf(
  raw: Raw,
  context: SectionContext,
  { values, secrets }: ReturnType<typeof declaredSettings>,
): Experiment {
  const { findings } = context;
  const stated = raw['steady-state-hypothesis'] as Raw | undefined;
  const probes = sectionOf(stated?.probes, ['steady-state-hypothesis', 'probes'], context);
  const method = sectionOf(raw.method, ['method'], context);
  const rollbacks = sectionOf(raw.rollbacks, ['rollbacks'], context);
  const runtime = runtimeOf(raw.runtime, findings);
  noteWhatIsDifferent(raw, findings);
  return {
    hypothesis: stated ? hypothesisOf(stated, followed(probes, context), context) : null,
    method: followed(method, context),
    rollbacks: followed(rollbacks, context),
    configuration: { values, secrets: usedOf(secrets, raw) },
    runtime,
    controls: controlsOf(raw.controls, ['controls'], context),
    document: raw,
  };
}

/** Secrets that somebody names: what nobody needs does not have to be there. */
function usedOf(secrets: Experiment['configuration']['secrets'], raw: Raw) {
  const named = new Set([...sections, 'controls', 'guards'].flatMap((key) => secretsIn(raw[key])));
  return Object.fromEntries(
    Object.entries(secrets).filter(
      ([name]) => named.has(name) || named.has(name.split('/')[0] ?? name),
    ),
  );
}

function secretsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]: [string, unknown]) =>
    key === 'secrets'
      ? [one].flat().filter((name): name is string => typeof name === 'string')
      : secretsIn(one),
  );
}

function hypothesisOf(
  stated: Raw,
  probes: readonly Activity[],
  context: SectionContext,
): Hypothesis {
  const base = ['steady-state-hypothesis'];
  checkProbes(stated.probes, [...base, 'probes'], context);
  const controls = controlsOf(stated.controls, [...base, 'controls'], context);
  return {
    title: String(stated.title ?? ''),
    probes,
    ...(controls.length > 0 ? { controls } : {}),
  };
}

/** A hypothesis only looks, and says of each look what it must find. */
function checkProbes(list: unknown, base: Path, { named, findings }: SectionContext): void {
  const check = (path: Path, type: string, hasTolerance: boolean) => {
    const hint = 'Say what it must find: "tolerance: 200".';
    if (type !== 'probe') {
      findings.add(path, 'E_VALUE', 'a hypothesis only looks: it holds probes, no actions');
    } else if (!hasTolerance) findings.add(path, 'E_MISSING', 'has no tolerance', hint);
  };
  for (const { path, value } of soundEntries(list, activitySchema, base)) {
    check(path, value.type, value.tolerance !== undefined);
  }
  for (const { path, value } of soundEntries(list, referenceSchema, base)) {
    const meant = named.get(value.ref);
    if (meant) check(path, meant.type, meant.tolerance !== null);
  }
}

/** What weaklink does otherwise than Chaos Toolkit, where the file meets it. */
function noteWhatIsDifferent(raw: Raw, findings: Findings): void {
  const { rollbacks } = (raw.runtime ?? {}) as { rollbacks?: { strategy?: string } };
  if (
    Array.isArray(raw.rollbacks) &&
    raw.rollbacks.length > 0 &&
    rollbacks?.strategy === undefined
  ) {
    const message = 'are played always; Chaos Toolkit leaves them out after a failure';
    findings.note(['rollbacks'], message);
  }
  for (const key of ['contributions', 'extensions'] as const) {
    if (raw[key] !== undefined)
      findings.note([key], 'is kept for the journal, and changes nothing');
  }
  if (Array.isArray(raw.controls) && raw.controls.length > 0) {
    findings.note(['controls'], 'run around the experiment, not around each of its activities');
  }
}
