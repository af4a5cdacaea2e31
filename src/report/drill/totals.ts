import type { DrillReport, DrillResult, Score } from '../../drill/types.ts';

/** So many of those in which it was asked. */
export interface Share {
  readonly good: number;
  readonly asked: number;
}

export interface Totals {
  readonly topLink: Share;
  readonly topMode: Share;
  readonly topThree: Share;
  readonly bothNamed: Share;
  readonly allNamed: Share;
  readonly outside: Share;
  readonly undetermined: Share;
  readonly healthy: Share;
  readonly recovery: Share;
  readonly undo: Share;
  /** Runs in which nobody was blamed without reason, of those that were judged at all. */
  readonly noFalseBlame: Share;
  readonly falseAlarms: number;
  readonly detectMs: Times | null;
  readonly verdictMs: Times | null;
}

export interface Times {
  readonly medianMs: number;
  readonly slowestMs: number;
}

/** Adds up only what was asked: a scenario without an answer to find counts for no percentage. */
export function totalsOf({ results }: DrillReport): Totals {
  const judged = results.filter(wasJudged);
  return {
    topLink: shareOf(results, 'topLink'),
    topMode: shareOf(results, 'topMode'),
    topThree: shareOf(results, 'topThree'),
    bothNamed: shareOf(results, 'bothNamed'),
    allNamed: shareOf(results, 'allNamed'),
    outside: shareOf(results, 'outside'),
    undetermined: shareOf(results, 'undetermined'),
    healthy: shareOf(judged, 'healthy'),
    recovery: shareOf(results, 'recoveryNoticed'),
    undo: shareOf(results, 'undoClean'),
    noFalseBlame: {
      good: judged.filter(({ score }) => score.falselyBlamed.length === 0).length,
      asked: judged.length,
    },
    falseAlarms: results.reduce((sum, { score }) => sum + score.falseAlarms, 0),
    detectMs: timesOf(results.map(({ score }) => score.timeToDetectMs)),
    verdictMs: timesOf(results.map(({ score }) => score.timeToVerdictMs)),
  };
}

/** An undo comes after the last verdict: that it went wrong changes no answer. */
const toTheEnd: ReadonlySet<DrillResult['status']> = new Set(['passed', 'failed', 'not-undone']);

/** A run that ended before the diagnosis could be asked is no proof that it blames nobody. */
export function wasJudged({ status, verdicts }: DrillResult): boolean {
  return toTheEnd.has(status) && verdicts.length > 0;
}

/** `58 of 60, 96.6 %`: rounded down, so that 100 % is said of all alone; null where nobody asked. */
export function shareWords({ good, asked }: Share): string | null {
  if (asked === 0) return null;
  const tenths = Math.floor((good / asked) * 1_000);
  return `${good} of ${asked}, ${(tenths / 10).toFixed(1)} %`;
}

/** The runs that took longest to the right verdict, the slowest first. */
export function slowest(
  { results }: DrillReport,
  count: number,
): readonly { readonly result: DrillResult; readonly ms: number }[] {
  return results
    .flatMap((result) => {
      const ms = result.score.timeToVerdictMs;
      return ms === null ? [] : [{ result, ms }];
    })
    .sort((a, b) => b.ms - a.ms)
    .slice(0, count);
}

type Answer = { [K in keyof Score]: Score[K] extends boolean | null ? K : never }[keyof Score];

function shareOf(results: readonly DrillResult[], answer: Answer): Share {
  const asked = results.filter(({ score }) => score[answer] !== null);
  return { good: asked.filter(({ score }) => score[answer]).length, asked: asked.length };
}

function timesOf(all: readonly (number | null)[]): Times | null {
  const sorted = all.filter((ms) => ms !== null).sort((a, b) => a - b);
  const medianMs = sorted[Math.floor((sorted.length - 1) / 2)];
  const slowestMs = sorted.at(-1);
  return medianMs === undefined || slowestMs === undefined ? null : { medianMs, slowestMs };
}
