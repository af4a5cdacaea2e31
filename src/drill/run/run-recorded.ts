import { RecordingReader } from '../../events/recording.ts';
import type { WeaklinkEvent } from '../../events/types.ts';
import { assertion, diagnosisAssertions, recoveryAssertion } from '../score/assertions.ts';
import { scoreOf } from '../score/score.ts';
import { Scoreboard } from '../score/scoreboard.ts';
import type { Assertion, DrillResult, Expectation, Scenario } from '../types.ts';
import type { RunContext } from './context.ts';
import { Ends } from './ends.ts';
import { type EventsRun, runEvents } from './from-events.ts';
import { type Ending, outcomeOf } from './outcome.ts';
import { resultFrom } from './result.ts';

/** One run of a scenario whose events have happened already: a recording, or a timeline. */
export async function runRecorded(scenario: Scenario, context: RunContext): Promise<DrillResult> {
  const finish = resultFrom(scenario, context);
  const ends = new Ends(context.signal, context.timeoutMs ?? scenario.timeoutMs);
  const { expect, without } = scenario;
  try {
    const links = await faultLinks(await open(scenario));
    const board = new Scoreboard(expect, links);
    const events = await open(scenario);
    const run = await runEvents({
      events,
      without,
      board,
      tellsFaults: links.length > 0,
      signal: ends.signal,
    });
    const holes = wholeness(events, run);
    const assertions = [
      ...holes,
      ...steadiness(run, links.length > 0),
      ...diagnosisAssertions(board, expect),
      ...recoveries(run, expect, links.length > 0),
    ];
    const asked = expect.recoveryWithinMs !== null && links.length > 0;
    return finish({
      ...outcomeOf(endingOf(holes), [], assertions),
      assertions,
      score: scoreOf(board, expect, { recovery: asked ? run.recovery : null, undoClean: null }),
      verdicts: board.marks,
    });
  } catch (error) {
    return finish(outcomeOf(ends.endingOf(error), [], []));
  } finally {
    ends.release();
  }
}

type Events = AsyncIterable<WeaklinkEvent> | Iterable<WeaklinkEvent>;

async function open({ source }: Scenario): Promise<Events> {
  if (source.kind === 'recording') return RecordingReader.open(source.file);
  return source.kind === 'timeline' ? source.events : [];
}

async function faultLinks(events: Events): Promise<readonly string[]> {
  const links = new Set<string>();
  for await (const event of events) {
    if (event.type === 'weaklink.fault') links.add(event.data.link);
  }
  return [...links];
}

/** What a hole hides could be what decides: neither a pass nor a failure. */
function endingOf([hole]: readonly Assertion[]): Ending | null {
  if (!hole) return null;
  return { by: 'unsteady', reason: `${hole.name}: expected ${hole.expected}, found ${hole.found}` };
}

/** A recording with holes cannot prove anything. */
function wholeness(events: Events, { observations }: EventsRun): readonly Assertion[] {
  if (observations === 0) return [missing('looks', 'at least one look', 'none')];
  if (!(events instanceof RecordingReader)) return [];
  const { complete, torn, damagedLines } = events.summary;
  if (complete && !torn && damagedLines === 0) return [];
  const found = `${damagedLines} damaged lines${torn || !complete ? ', and its end is missing' : ''}`;
  return [missing('recording is whole', 'every line and the end', found)];
}

function steadiness({ before }: EventsRun, tellsFaults: boolean): readonly Assertion[] {
  if (!tellsFaults || before === null) return [];
  if (before === 'healthy') return [assertion('steady state before', true, 'healthy', 'healthy')];
  return [missing('steady state before', 'healthy', before)];
}

function recoveries(
  { recovery }: EventsRun,
  { recoveryWithinMs }: Expectation,
  tellsFaults: boolean,
): readonly Assertion[] {
  if (recoveryWithinMs === null || !tellsFaults) return [];
  const inTime = recovery.tookMs !== null && recovery.tookMs <= recoveryWithinMs;
  return [
    recoveryAssertion({ ...recovery, noticed: recovery.noticed && inTime }, recoveryWithinMs),
  ];
}

function missing(name: string, expected: string, found: string): Assertion {
  return { name, status: 'error', expected, found };
}
