import { intensities, shareOutside } from './hypotheses.ts';
import { leak } from './leak.ts';
import type { LookWindow, SeriesLooks } from './look-window.ts';
import type { SeriesIndex } from './series.ts';
import { sightOf } from './sights.ts';
import type { Stream } from './stream.ts';

/** Part of the causes outside the chain that stand between one vantage and everything it looks at. */
export const betweenVantageAndChain = 0.25;
/** A vantage speaks of itself only by so many series, … */
const seriesNeeded = 2;
/** … of which so many at least have failed. */
const failedNeeded = 2;
/** Bad looks of a series from elsewhere from which on it fails as well. */
const repeated = 2;
/** What it shows then: no name, no way, no answer. */
const cutOff =
  /^(?:dns\.(?:timeout|servfail|refused)|(?:tcp|tls|http|llm)\.(?:\w*timeout|unreachable|no_route|reset|refused|closed))$/;
const symptoms = 8;
/** P(ok | cut off): a name that is remembered, a connection that was open. */
const ok = 0.05;
/** P(the same symptom again | cut off). */
const persistence = 0.8;

/** A vantage that may be cut off from the chain. */
export interface BlindVantage {
  readonly vantage: string;
  /** Log of prior × likelihood over the window, relative to nothing being broken. */
  readonly log: number;
}

/**
 * The vantage that is most likely cut off, where the chain is seen from several: what fails from one place
 * alone, at links that have nothing in common, fails on the way there.
 */
export function blindVantageIn(series: SeriesIndex, window: LookWindow): BlindVantage | null {
  // One odd look from elsewhere is chance.
  const troubled = series.troubled.filter(
    (stream) => window.badLooksOf(stream, repeated) >= repeated,
  );
  const failing = new Set(troubled.map(({ vantage }) => vantage));
  if (failing.size !== 1) return null;
  const [vantage] = failing as Set<string>;
  if (vantage === undefined) return null;
  const all = [...series.all].filter(({ layer }) => layer !== null);
  const own = all.filter((stream) => stream.vantage === vantage);
  const failed = own.filter(({ badSinceMs }) => badSinceMs !== null);
  const isSeenFromElsewhere = own.length < all.length;
  if (!isSeenFromElsewhere || own.length < seriesNeeded || failed.length < failedNeeded)
    return null;
  const prior = Math.log(shareOutside * betweenVantageAndChain);
  const logs = intensities.map(
    ({ intensity, weight }) => Math.log(weight) + evidenceFor(own, failed, window, intensity),
  );
  return { vantage, log: prior + Math.max(...logs) };
}

/** From the first look that failed on: that so much of what the vantage sent was lost, against that nothing was wrong. */
function evidenceFor(
  own: readonly Stream[],
  failed: readonly Stream[],
  window: LookWindow,
  lost: number,
): number {
  const sinceMs = Math.min(...failed.map(({ badSinceMs }) => badSinceMs ?? 0));
  return own.reduce((sum, stream) => sum + ofSeries(window.seriesOf(stream), sinceMs, lost), 0);
}

function ofSeries({ startedMs, sights }: SeriesLooks, fromMs: number, lost: number): number {
  let log = 0;
  sights.forEach((sight, look) => {
    if ((startedMs[look] as number) < fromMs) return;
    const { symptom, before } = sightOf(sight);
    const chance = leak(symptom);
    log += Math.log((lost * shownOnLossyWay(symptom, before) + (1 - lost) * chance) / chance);
  });
  return log;
}

/** P(symptom | a look that was lost on the way). */
export function shownOnLossyWay(symptom: string, before: string | null): number {
  if (symptom === 'ok') return ok;
  if (!cutOff.test(symptom)) return leak(symptom);
  const fresh = (1 - ok) / symptoms;
  return symptom === before ? persistence + (1 - persistence) * fresh : fresh;
}
