import { symptomIn } from '../../diagnosis/asking/answers.ts';
import type { Observation } from '../../events/types.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Session } from '../../session/session.ts';
import { safe, sanitise } from '../../text/sanitise.ts';
import type { Answer } from './answers.ts';
import { type Question, sketchOfQuestion } from './questions.ts';

/** Characters of the line that stands for a look. */
const SUMMARY_CHARACTERS = 60;

/**
 * Puts an answer into the stream, so that a recording replays it: yes and no as an observation of
 * the operator, doubt as a note, since it says nothing of the link.
 */
export function tell(session: Session, question: Question, answer: Answer): void {
  const { link, words } = question;
  if (answer === 'not sure') {
    session.publish('note', { link, words: safe`not sure: ${words}` }, link);
    return;
  }
  session.publish('observation', observationOf(question, answer === 'yes'), link);
}

function observationOf(question: Question, isYes: boolean): Observation {
  const { link, probe, key, vantage, reach, model } = sketchOfQuestion(question);
  const said = safe`${isYes ? 'yes' : 'no'}: ${question.words}`;
  return {
    link,
    probe,
    stream: key,
    vantage,
    reach,
    ...(model === undefined ? {} : { model }),
    outcome: isYes ? 'failed' : 'ok',
    symptom: isYes ? symptomIn(key) : null,
    alsoSeen: [],
    summary: sanitise(said, { maxCharacters: SUMMARY_CHARACTERS }),
    startedAt: new Date(systemClock.now()).toISOString(),
    durationMs: 0,
    phases: {},
    measures: [],
    facts: {},
    evidence: [question.words],
    command: question.command ?? safe``,
  };
}
