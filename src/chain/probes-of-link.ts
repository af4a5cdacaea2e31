import { parseDurationMs } from '../platform/duration.ts';
import { WeaklinkError } from '../platform/errors.ts';
import type { BareLink, ProbeCatalogue } from './catalogue.ts';
import type { ParsedFile, Path } from './document.ts';
import type { ChainFile, LinkEntry, ProbeEntry } from './file-schema.ts';
import { suggest } from './nearest.ts';
import type { Problem } from './problems.ts';
import type { ProbePlan } from './types.ts';
import { nameOf, problemOfError, problemsOf, shown } from './zod-problems.ts';

/** Interval and deadline of looks that nobody set: bearable for every kind of target. */
const defaultIntervalMs = 5_000;
const defaultDeadlineMs = 3_000;

interface Setting {
  readonly every?: string | undefined;
  readonly deadline?: string | undefined;
  readonly from?: string | undefined;
}

export interface ProbesInput {
  readonly file: ChainFile;
  readonly link: BareLink;
  readonly entry: LinkEntry;
  readonly parsed: ParsedFile;
  readonly catalogue: ProbeCatalogue;
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
  return Object.entries(input.catalogue).flatMap(([kind, probe]) => {
    try {
      const options = probe.infer(input.link);
      return options === null ? [] : [planOf(kind, {}, options, true, input)];
    } catch (error) {
      if (!(error instanceof WeaklinkError)) throw error;
      problems.push(problemOfError(error, input.parsed, path));
      return [];
    }
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
  // What the address says already need not be said again.
  const suggested = probe.infer(input.link);
  const options = { ...(isRecord(suggested) ? suggested : {}), ...stated };
  const checked = probe.options.safeParse(options);
  if (!checked.success) {
    problems.push(...problemsOf(checked.error.issues, input.parsed, path, probe.options));
    return [];
  }
  return [planOf(kind, { as, every, deadline, from }, options, false, input)];
}

function planOf(
  kind: string,
  own: Setting & { readonly as?: string | undefined },
  options: unknown,
  inferred: boolean,
  { file, entry }: ProbesInput,
): ProbePlan {
  const setting = (key: keyof Setting) => own[key] ?? entry[key] ?? file.defaults?.[key];
  return {
    kind,
    name: own.as ?? kind,
    options: options as ProbePlan['options'],
    intervalMs: parseDurationMs(setting('every') ?? '') ?? defaultIntervalMs,
    deadlineMs: parseDurationMs(setting('deadline') ?? '') ?? defaultDeadlineMs,
    vantage: setting('from') ?? 'local',
    inferred,
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
