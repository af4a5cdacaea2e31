import type { PlannedLook } from '../../probing/plan.ts';
import { momentMs } from '../scenario/grammar.ts';
import type { SeriesEntry, TimelineEntry } from '../scenario/timeline-schema.ts';

/** Milliseconds between two looks of a series. */
export const defaultEveryMs = 10_000;

/** A stretch of time in which a series shows something. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly entry: SeriesEntry;
}

/** One planned series of looks with all that the timeline says about it. */
export interface TimedSeries {
  readonly planned: PlannedLook;
  readonly everyMs: number;
  /** Milliseconds of a healthy look, where the file says. */
  readonly usualMs: number | undefined;
  /** In the order of the file: the last that covers an instant holds, with others of the same beginning. */
  readonly stretches: readonly Stretch[];
}

/** `<link>/<probe name>` of a series, without its vantage. */
export function nameOfLook({ stream }: PlannedLook): string {
  return stream.slice(0, stream.lastIndexOf('@'));
}

/** Whether an entry's `looks` means this series: with a vantage behind it, that one alone. */
export function isMeant(looks: string, planned: PlannedLook): boolean {
  return looks === planned.stream || looks === nameOfLook(planned);
}

/** Every series of the chain, with its stretches. */
export function timedSeries(
  timeline: TimelineEntry,
  looks: readonly PlannedLook[],
): readonly TimedSeries[] {
  const lastsMs = momentMs(timeline.lasts) ?? 0;
  const everyMs = msOr(timeline.every, defaultEveryMs);
  return looks.map((planned) => {
    const own = (timeline.series ?? []).filter(({ looks: meant }) => isMeant(meant, planned));
    const stated = own.findLast(({ every }) => every !== undefined);
    const usual = timeline.usual?.[nameOfLook(planned)] ?? timeline.usual?.[planned.probe];
    return {
      planned,
      everyMs: msOr(stated?.every, everyMs),
      usualMs: usual === undefined ? undefined : momentMs(usual),
      stretches: own.map((entry) => ({
        fromMs: msOr(entry.from, 0),
        toMs: msOr(entry.to, lastsMs),
        entry,
      })),
    };
  });
}

export function msOr(text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : (momentMs(text) ?? otherwise);
}
