import { selfSymptoms } from '../../../probes/probe.ts';
import type { Fact, Observation } from '../../events/types.ts';
import type { ProbeRegistry } from '../../probing/plan.ts';
import { safe, sanitise } from '../../text/sanitise.ts';
import { momentMs } from '../scenario/grammar.ts';
import type { SeriesEntry } from '../scenario/timeline-schema.ts';
import { durationOf } from './durations.ts';
import { phasesOf } from './phases.ts';
import { chanceOf } from './random.ts';
import type { Stretch, TimedSeries } from './series.ts';

/** Of an interval: looks are never exactly even. */
const unevenShare = 0.02;
const summaryCharacters = 60;

export interface LookTimes {
  readonly startMs: number;
  readonly lastsMs: number;
  readonly seed: number;
}

/** A look, and when it was over. */
export interface TimedLook {
  readonly endedMs: number;
  readonly observation: Observation;
}

/** All looks of one series over the whole time, at its interval, each series from its own moment on. */
export function looksOf(
  series: TimedSeries,
  probes: ProbeRegistry,
  times: LookTimes,
): readonly TimedLook[] {
  const { planned, everyMs } = series;
  const first = chanceOf(times.seed, planned.stream, 0, 'offset') * everyMs;
  const count = Math.max(0, Math.ceil((times.lastsMs - first) / everyMs));
  return Array.from({ length: count }, (_, index) => {
    const uneven = chanceOf(times.seed, planned.stream, index, 'uneven') * everyMs * unevenShare;
    return { index, atMs: Math.floor(first + index * everyMs + uneven) };
  })
    .filter(({ atMs }) => atMs < times.lastsMs)
    .map((place) => lookAt(series, probes, times, place));
}

function lookAt(
  series: TimedSeries,
  probes: ProbeRegistry,
  { startMs, seed }: LookTimes,
  { index, atMs }: { readonly index: number; readonly atMs: number },
): TimedLook {
  const { planned, stretches, usualMs } = series;
  const { stream, probe, deadlineMs } = planned;
  const chance = (what: string) => chanceOf(seed, stream, index, what);
  const entry = entryAt(stretches, atMs, chance('share'));
  const symptom = entry?.symptom ?? null;
  const takes = entry?.takes === undefined ? undefined : momentMs(entry.takes);
  const durationMs = durationOf({
    probe,
    symptom,
    usual: usualMs,
    takes,
    deadlineMs,
    chance: chance('duration'),
  });
  const servedBy = entry?.['served-by'];
  const spec = symptom === null ? undefined : probes[probe]?.symptoms[symptom];
  const observation: Observation = {
    link: planned.link,
    probe,
    stream,
    vantage: planned.vantage,
    reach: planned.reach,
    ...(planned.model === undefined ? {} : { model: planned.model }),
    outcome: symptom === null ? 'ok' : (spec?.outcome ?? 'unknown'),
    symptom,
    alsoSeen: [],
    summary: summaryOf(entry, symptom, meaningOf(symptom, spec?.meaning), { probe, durationMs }),
    startedAt: new Date(startMs + atMs).toISOString(),
    durationMs,
    phases: phasesOf(probe, symptom, durationMs),
    measures: [],
    facts: factsOf(entry),
    evidence: [],
    command: planned.command,
    ...(servedBy === undefined ? {} : { servedBy: sanitise(servedBy) }),
  };
  return { endedMs: startMs + atMs + Math.ceil(durationMs), observation };
}

/**
 * What a look shows: the last entry that covers the instant holds; others of the same beginning have their shares of
 * the looks beside it. Undefined: none of them, it is well.
 *
 * @param drawn 0…1, evenly
 */
function entryAt(
  stretches: readonly Stretch[],
  atMs: number,
  drawn: number,
): SeriesEntry | undefined {
  const covering = stretches.filter(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
  const last = covering.at(-1);
  let below = 0;
  return covering.findLast(({ fromMs, entry }) => {
    if (fromMs !== last?.fromMs) return false;
    below += entry.share ?? 1;
    return drawn < below;
  })?.entry;
}

function meaningOf(symptom: string | null, meaning: string | undefined): string {
  return meaning ?? (symptom && selfSymptoms[symptom as keyof typeof selfSymptoms]) ?? '';
}

/** What probes say of a healthy look: `200 in 61 ms`. */
const healthyWord: Readonly<Record<string, string>> = {
  dns: 'NOERROR',
  tcp: 'connected',
  tls: 'valid',
  http: '200',
  openai: 'answered',
};

function summaryOf(
  entry: SeriesEntry | undefined,
  symptom: string | null,
  meaning: string,
  { probe, durationMs }: { readonly probe: string; readonly durationMs: number },
) {
  const options = { maxCharacters: summaryCharacters };
  if (entry?.says !== undefined) return sanitise(entry.says, options);
  if (symptom !== null) return sanitise(meaning, options);
  return safe`${healthyWord[probe] ?? 'ok'} in ${Math.round(durationMs)} ms`;
}

/** Nobody measured any of this: every look of a timeline says so. */
function factsOf(entry: SeriesEntry | undefined): Readonly<Record<string, Fact>> {
  const given = Object.entries(entry?.facts ?? {}).map(
    ([name, fact]) => [name, typeof fact === 'string' ? sanitise(fact) : fact] as const,
  );
  return { ...Object.fromEntries(given), reconstructed: true };
}
