import { WeaklinkError } from '../../../platform/errors.ts';
import type { SafeText } from '../../../text/safe-text.ts';
import { safe, sanitise } from '../../../text/sanitise.ts';
import type { MetricCase } from '../input/case.ts';
import { type Cause, causeOf } from './cause.ts';
import { whyOf } from './explain.ts';
import { type Localization, localize } from './localize.ts';
import { type MetricModeName, metricModes } from './modes.ts';
import { findOnset } from './onset.ts';

export interface RankedService {
  readonly service: SafeText;
  /** That it is at fault, in any mode. */
  readonly probability: number;
  /** The likeliest way, given that it is. */
  readonly mode: MetricModeName;
  /** What was measured that speaks for it and against it, in short sentences. */
  readonly why: readonly SafeText[];
}

/** What `weaklink rca` answers. */
export interface RcaResult {
  /** Likeliest first; the probabilities and `none` sum to 1. */
  readonly ranking: readonly RankedService[];
  /** That no service is at fault. */
  readonly none: number;
  readonly onsetMs: number;
  readonly cause: Cause;
  readonly alertZ: number | undefined;
  readonly notes: readonly SafeText[];
}

/** The last instant that a date can name. */
const MAX_DATE_MS = 8.64e15;
/** Services whose reasons are written out. */
const EXPLAINED = 5;

/**
 * Localizes the fault of a case: arithmetic on its files, the same answer every time.
 *
 * @throws WeaklinkError E_RCA_NO_BEFORE when no row tells how it was before
 */
export function diagnoseMetrics(input: MetricCase): RcaResult {
  const atMs = input.atMs ?? findOnset(input);
  const localization = localize(input, atMs);
  if (localization.windows.reference.length === 0) throw nothingBefore(input, atMs);
  const ranked = rankServices(localization);
  const services = new Map(ranked.map(({ service, probability }) => [service, probability]));
  return {
    ranking: ranked.map(({ service, probability, mode }, place) => ({
      service: sanitise(service),
      probability,
      mode,
      why: place < EXPLAINED ? whyOf(service, mode, localization) : [],
    })),
    none: localization.none,
    onsetMs: localization.windows.onsetMs,
    cause: causeOf(input, { services, localization }),
    alertZ: localization.alert?.z,
    notes: [
      ...input.notes,
      ...(input.atMs === undefined ? ['case.json says no time: the onset was searched.'] : []),
      ...(input.alert && !localization.alert
        ? ['No series fits the alert; it says nothing here.']
        : []),
    ].map((note) => safe`${note}`),
  };
}

function nothingBefore({ timesMs }: MetricCase, atMs: number): WeaklinkError {
  const [first, at] = [timesMs[0] ?? 0, atMs].map((ms) =>
    // Smaller than any Unix time: counted from an unknown beginning.
    ms > 1e11 && Number.isFinite(ms) && ms < MAX_DATE_MS
      ? new Date(ms).toISOString()
      : `${ms / 1_000} s`,
  );
  return new WeaklinkError({
    code: 'E_RCA_NO_BEFORE',
    message: `no row of the metrics lies before ${at}: they begin at ${first}, and nothing tells how it was`,
    hint: 'Give some rows from before the incident, or its time in case.json: {"at": "…"}.',
  });
}

function rankServices({ hypotheses }: Localization) {
  const found = new Map<string, { service: string; probability: number; mode: MetricModeName }>();
  // Sorted by probability, so the first of a service is its likeliest mode.
  for (const { service, mode, probability } of hypotheses) {
    const known = found.get(service);
    if (known) known.probability += probability;
    else found.set(service, { service, mode, probability });
  }
  return [...found.values()].sort((a, b) => b.probability - a.probability);
}

/** The mode in words, to stand after the name of a service. */
export function modeWords(mode: MetricModeName): string {
  return metricModes[mode].says;
}
