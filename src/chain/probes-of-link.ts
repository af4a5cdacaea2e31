import { parseDurationMs } from '../platform/duration.ts';
import { WeaklinkError } from '../platform/errors.ts';
import type { BareLink, ProbeCatalogue } from './catalogue.ts';
import type { ParsedFile, Path } from './document.ts';
import type { ChainFile, LinkEntry, ProbeEntry } from './file-schema.ts';
import { longestDeadlineIntervals } from './grammar.ts';
import { suggest } from './nearest.ts';
import type { Problem } from './problems.ts';
import { shown } from './shown.ts';
import type { ProbePlan, Vantage } from './types.ts';
import { nameOf, problemsOf } from './zod-problems.ts';

/** Interval and deadline of looks that nobody set: bearable for every kind of target. */
const defaultIntervalMs = 5_000;
const defaultDeadlineMs = 3_000;

type Probe = ProbeCatalogue[string];
type Options = Readonly<Record<string, unknown>>;

interface Setting {
  readonly every?: string | undefined;
  readonly deadline?: string | undefined;
  readonly from?: string | undefined;
}

/** A probe as it is about to be planned. */
interface Draft extends Setting {
  readonly kind: string;
  readonly as?: string | undefined;
  readonly options: Options;
  readonly inferred: boolean;
  /** Where problems of it are shown. */
  readonly path: Path;
}

export interface ProbesInput {
  readonly file: ChainFile;
  readonly link: BareLink;
  readonly entry: LinkEntry;
  readonly parsed: ParsedFile;
  readonly catalogue: ProbeCatalogue;
  /** False when the kind or the address is wrong: nothing can be inferred from them. */
  readonly isSound: boolean;
}

/** The probes of one link: those it states, or those that its kind and address suggest. */
export function probesOfLink(input: ProbesInput): {
  plans: readonly ProbePlan[];
  problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const stated = (key: 'probes' | 'also') =>
    (input.entry[key] ?? []).flatMap((entry, index) =>
      statedProbe(entry, ['links', input.link.id, key, index], input, problems),
    );
  const plans = [
    ...(input.entry.probes ? stated('probes') : inferredProbes(input, problems)),
    ...stated('also'),
  ];
  problems.push(...sameNames(plans, input));
  return { plans, problems };
}

function inferredProbes(input: ProbesInput, problems: Problem[]): readonly ProbePlan[] {
  const path = ['links', input.link.id];
  if (!input.isSound) return [];
  return Object.entries(input.catalogue).flatMap(([kind, probe]) => {
    const suggested = probe.infer(input.link, vantagesOf(input.file));
    if (suggested === null) return [];
    const options = checkedOptions(probe, [recordOf(suggested)], path, input, problems);
    return options ? [planOf({ kind, options, inferred: true, path }, input, problems)] : [];
  });
}

function statedProbe(
  entry: ProbeEntry,
  path: Path,
  input: ProbesInput,
  problems: Problem[],
): readonly ProbePlan[] {
  const { kind, as, every, deadline, from, ...stated } =
    typeof entry === 'string' ? { kind: entry } : entry;
  const probe = Object.hasOwn(input.catalogue, kind) ? input.catalogue[kind] : undefined;
  if (!probe) {
    problems.push({
      code: 'E_PROBE_UNKNOWN',
      message: `${nameOf(path)}: there is no probe of kind ${shown(kind)}`,
      hint: suggest(kind, Object.keys(input.catalogue)),
      place: input.parsed.placeOf(typeof entry === 'string' ? path : [...path, 'kind']),
    });
    return [];
  }
  const options = checkedOptions(probe, candidatesOf(probe, stated, input), path, input, problems);
  if (!options) return [];
  return [
    planOf({ kind, as, every, deadline, from, options, inferred: false, path }, input, problems),
  ];
}

/**
 * What the address says already need not be said again, but what is stated may name another target.
 * A probe that suits the link knows best how to look at it; one that does not is given the address
 * where it cannot do without.
 */
function candidatesOf(
  probe: Probe,
  stated: Options,
  { link, file }: ProbesInput,
): readonly Options[] {
  const inferred = probe.infer(link, vantagesOf(file));
  return inferred === null
    ? [stated, { ...targetOptions(probe, link.address), ...stated }]
    : [{ ...recordOf(inferred), ...stated }, stated];
}

function targetOptions(probe: Probe, address: string | undefined): Options {
  if (address === undefined) return {};
  try {
    return recordOf(probe.fromTarget(address));
  } catch (error) {
    if (error instanceof WeaklinkError) return {};
    throw error;
  }
}

/** The first candidate that the probe takes; else what is wrong with the one that has fewest problems. */
function checkedOptions(
  probe: Probe,
  candidates: readonly Options[],
  path: Path,
  { parsed }: ProbesInput,
  problems: Problem[],
): Options | undefined {
  const results = candidates.map((options) => probe.options.safeParse(options));
  const good = results.find(({ success }) => success);
  if (good) return recordOf(good.data);
  const [fewest = []] = results
    .map(({ error }) => error?.issues ?? [])
    .toSorted((a, b) => a.length - b.length);
  problems.push(...problemsOf(fewest, { parsed, base: path, schema: probe.options }));
  return undefined;
}

function planOf(
  draft: Draft,
  { file, entry, parsed, catalogue }: ProbesInput,
  problems: Problem[],
): ProbePlan {
  const setting = (key: keyof Setting) => draft[key] ?? entry[key] ?? file.defaults?.[key];
  const settledMs = parseDurationMs(setting('every') ?? '') ?? defaultIntervalMs;
  const leastMs = draft.every === undefined ? (catalogue[draft.kind]?.leastIntervalMs ?? 0) : 0;
  const intervalMs = Math.max(settledMs, leastMs);
  const deadlineMs = parseDurationMs(setting('deadline') ?? '') ?? defaultDeadlineMs;
  if (deadlineMs > intervalMs * longestDeadlineIntervals) {
    problems.push({
      code: 'E_DEADLINE',
      message: `${nameOf(draft.path)}: the deadline ${setting('deadline')} is longer than ${longestDeadlineIntervals} intervals of ${setting('every') ?? '5s'}`,
      hint: 'Look less often, or give up earlier.',
      place: parsed.placeOf([...draft.path, 'deadline']),
    });
  }
  return {
    kind: draft.kind,
    name: draft.as ?? draft.kind,
    options: draft.options,
    intervalMs,
    deadlineMs,
    vantage: setting('from') ?? 'local',
    inferred: draft.inferred,
  };
}

/** Two series of looks at one link need two names. */
function sameNames(plans: readonly ProbePlan[], { link, parsed }: ProbesInput): readonly Problem[] {
  const seen = new Set<string>();
  return plans.flatMap((plan) => {
    const key = `${plan.name}@${plan.vantage}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [
      {
        code: 'E_DUPLICATE' as const,
        message: `links.${link.id}: two probes are called ${shown(plan.name)}`,
        hint: 'Name one of them with "as".',
        place: parsed.placeOfKey(['links', link.id]),
      },
    ];
  });
}

function vantagesOf({ vantages = {} }: ChainFile): readonly Vantage[] {
  return Object.entries(vantages).map(([name, address]) => ({ name, address }));
}

function recordOf(value: unknown): Options {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Options)
    : {};
}
