import type { Observation } from '../events/types.ts';
import { safe } from '../text/sanitise.ts';

const none: readonly string[] = [];

/** Of a series that has not looked. */
export const unlooked: LastLook = {
  outcome: 'unknown',
  symptom: null,
  alsoSeen: none,
  summary: safe`not looked yet`,
  durationMs: 0,
  command: safe``,
};

/** What names a series of looks. */
export type SeriesName = Pick<
  Observation,
  'stream' | 'link' | 'probe' | 'vantage' | 'reach' | 'model'
>;

/** What is told of the last look of a series. */
export type LastLook = Pick<
  Observation,
  'outcome' | 'symptom' | 'alsoSeen' | 'summary' | 'durationMs' | 'command'
>;

/**
 * The last look, without its measures, facts and evidence: thousands of looks that live for one round of looks each
 * are what a garbage collector is worst at.
 */
export function lastLookOf(observation: Observation, before: LastLook | null): LastLook {
  const { outcome, symptom, alsoSeen, summary, durationMs, command } = observation;
  return {
    outcome,
    symptom,
    alsoSeen: alsoSeen.length === 0 ? none : alsoSeen,
    summary,
    durationMs,
    // Nearly always the same words: the older ones outlive these.
    command: before?.command === command ? before.command : command,
  };
}
