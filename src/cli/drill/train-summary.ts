import type { EngineAnswer, GameState, PersonAnswer } from '../../drill/training/types.ts';
import { formatDuration } from '../../platform/duration.ts';
import { safe } from '../../text/sanitise.ts';

/** What stays in the scrollback after a round, one sentence a line. */
export function trainSummary({ phase, result }: GameState, again: string): readonly string[] {
  const repeat = `The same round again: ${again}`;
  if (!result) {
    const why = phase === 'waiting' ? 'Nothing was broken yet.' : 'No answer was given.';
    return [why, repeat];
  }
  const { truth, person, engine } = result;
  return [
    safe`The fault: ${truth.link} ${truth.mode}, ${truth.title} (${truth.fault}).`,
    person ? personWords(person) : 'You gave up.',
    engineWords(engine),
    repeat,
  ];
}

function personWords({ link, mode, rightLink, rightMode, tookMs, hints, points }: PersonAnswer) {
  const named = mode === null ? '' : `, ${mode} (${judged(rightMode === true)})`;
  const took = formatDuration(tookMs);
  return safe`You: ${link} (${judged(rightLink)})${named}, after ${took} and ${hints} hints: ${points} points.`;
}

function engineWords({ link, mode, rightLink, rightMode, tookMs }: EngineAnswer): string {
  if (link === null || mode === null) return 'weaklink: blames nobody yet.';
  const took = tookMs === null ? '' : `, after ${formatDuration(tookMs)}`;
  return safe`weaklink: ${link} (${judged(rightLink)}), ${mode} (${judged(rightMode)})${took}.`;
}

function judged(isRight: boolean): string {
  return isRight ? 'right' : 'wrong';
}
