import type { Speed } from '../../console/timeline/types.ts';
import type { WeaklinkEvent } from '../../events/types.ts';
import type { Verdict } from '../../events/verdict.ts';
import type { ExitCode } from '../../platform/exit-codes.ts';
import type { Step } from '../../replay/types.ts';
import { line, policyLine } from '../../report/line.ts';
import { ndjsonEvent } from '../../report/ndjson.ts';
import { answerOf, saysMore } from '../../session/judging.ts';
import { flushed, type Output } from '../output.ts';
import { Pace } from './pace.ts';
import { Pass, type PassOptions } from './pass.ts';

/** Events after which a slow reader is waited for, so that what it has not read stays bounded. */
const eventsAFlush = 1_000;

/** A line for every answer that differs from the one before. @returns the exit code of a check */
export function writeAnswers(
  options: PassOptions,
  speed: Speed,
  output: Output,
): Promise<ExitCode> {
  let answer = '';
  return writeSteps(options, speed, ({ event, verdict }) => {
    if (event.type === 'weaklink.policy') output.result(policyLine(event));
    if (!verdict || answerOf(verdict) === answer) return;
    answer = answerOf(verdict);
    output.result(line(verdict));
  });
}

/** Every event, and in place of the verdicts of the day those that are computed now. */
export function writeEvents(options: PassOptions, speed: Speed, output: Output): Promise<ExitCode> {
  let last: Verdict | null = null;
  return writeSteps(options, speed, ({ event, verdict }) => {
    output.result(ndjsonEvent(event));
    if (!verdict || !saysMore(last, verdict)) return;
    last = verdict;
    output.result(ndjsonEvent(verdictEvent(event, verdict)));
  });
}

async function writeSteps(
  options: PassOptions,
  speed: Speed,
  write: (step: Step) => void,
): Promise<ExitCode> {
  const pace = new Pace(speed, options.signal);
  const pass = new Pass(options);
  let events = 0;
  for await (const step of pass.steps()) {
    // The session of a later range is long past: its looks set the pace.
    if (step.event.type !== 'weaklink.session') await pace.until(Date.parse(step.event.time));
    write(step);
    events += 1;
    if (events % eventsAFlush === 0) await flushed();
  }
  return pass.exitCode();
}

/** Its id says after which event it was drawn, and sorts behind it. */
function verdictEvent({ id, source }: WeaklinkEvent, verdict: Verdict): WeaklinkEvent {
  return {
    specversion: '1.0',
    id: `${id}-verdict`,
    source,
    type: 'weaklink.verdict',
    time: verdict.at,
    data: verdict,
  };
}
