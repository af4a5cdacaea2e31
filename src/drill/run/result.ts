import type { DrillResult, Scenario, Score } from '../types.ts';
import type { RunContext } from './context.ts';

export const nothingScored: Score = {
  topLink: null,
  topMode: null,
  topThree: null,
  timeToDetectMs: null,
  timeToVerdictMs: null,
  falselyBlamed: [],
  bothNamed: null,
  allNamed: null,
  outside: null,
  undetermined: null,
  healthy: null,
  falseAlarms: 0,
  recoveryNoticed: null,
  timeToRecoveryMs: null,
  undoClean: null,
};

/** What a result tells of its scenario. */
type DrilledScenario = Pick<
  Scenario,
  'id' | 'file' | 'title' | 'tags' | 'difficulty' | 'references' | 'source'
>;

/** A stopwatch from now on that fills in what every result has. */
export function resultFrom(
  { id, file, title, tags, difficulty, references, source }: DrilledScenario,
  { repeat }: Pick<RunContext, 'repeat'>,
): (found: Pick<DrillResult, 'status' | 'reason'> & Partial<DrillResult>) => DrillResult {
  const startedAt = new Date().toISOString();
  const startMs = performance.now();
  return (found) => ({
    scenario: { id, file, title, tags, difficulty, references, source: source.kind },
    repeat,
    startedAt,
    durationMs: Math.round(performance.now() - startMs),
    assertions: [],
    score: nothingScored,
    verdicts: [],
    undos: [],
    recording: null,
    journal: null,
    ...found,
  });
}
