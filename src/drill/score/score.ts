import type { Expectation, Score } from '../types.ts';
import {
  falselyBlamed as blamedFalsely,
  blamesLinks,
  blamesModes,
  inTopThree,
  isRight,
} from './right.ts';
import type { Judgement, Scoreboard } from './scoreboard.ts';

/** What happened after the last undo; null where nobody asked. */
export interface Recovery {
  readonly noticed: boolean;
  readonly tookMs: number | null;
}

export interface ScoreMore {
  readonly recovery: Recovery | null;
  /** Null where nothing was injected. */
  readonly undoClean: boolean | null;
}

export function scoreOf(board: Scoreboard, expected: Expectation, more: ScoreMore): Score {
  const judged = expected.unasked ? [] : board.judgements;
  const isFault = expected.verdict === 'fault';
  const named = expected.rootCauses.some(({ mode }) => mode !== null);
  const topMode = isFault && named ? every(judged, (v, causes) => blamesModes(v, causes)) : null;
  const among = expected.rootCauses.length;
  const isAnswer = (asked: Expectation['verdict']) =>
    expected.verdict === asked ? every(judged, (v, causes) => isRight(v, asked, causes)) : null;
  const falselyBlamed = [
    ...new Set(judged.flatMap(({ verdict, causes }) => blamedIn(verdict, causes, expected))),
  ];
  return {
    topLink: isFault ? every(judged, (v, causes) => blamesLinks(v, causes)) : null,
    topMode,
    topThree: isFault ? every(judged, (v, causes) => inTopThree(v, causes)) : null,
    bothNamed: among === 2 ? topMode : null,
    allNamed: among > 2 ? topMode : null,
    outside: isAnswer('outside'),
    undetermined: isAnswer('undetermined'),
    healthy:
      expected.verdict === 'healthy' && !expected.unasked
        ? board.last !== null && board.falseAlarms === 0 && falselyBlamed.length === 0
        : null,
    timeToDetectMs: rounded(board.timeToDetectMs),
    // That a healthy chain is called healthy takes no time.
    timeToVerdictMs: expected.verdict === 'healthy' ? null : rounded(slowest(judged)),
    falselyBlamed,
    falseAlarms: board.falseAlarms,
    recoveryNoticed: more.recovery?.noticed ?? null,
    timeToRecoveryMs: rounded(more.recovery?.tookMs ?? null),
    undoClean: more.undoClean,
  };
}

/** Until the last group of faults had its right verdict; null when one never had it. */
export function slowest(judged: readonly Judgement[]): number | null {
  let most: number | null = null;
  for (const { rightAfterMs } of judged) {
    if (rightAfterMs === null) return null;
    most = Math.max(most ?? 0, rightAfterMs);
  }
  return most;
}

/** In a scenario whose right answer is no fault, everybody who is blamed is blamed falsely. */
export function blamedIn(
  verdict: Judgement['verdict'],
  causes: Judgement['causes'],
  expected: Expectation,
): readonly string[] {
  if (!verdict) return [];
  return blamedFalsely(verdict, expected.verdict === 'fault' ? causes : []);
}

function every(
  judged: readonly Judgement[],
  fits: (verdict: NonNullable<Judgement['verdict']>, causes: Judgement['causes']) => boolean,
): boolean | null {
  if (judged.length === 0) return null;
  return judged.every(({ verdict, causes }) => verdict !== null && fits(verdict, causes));
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
