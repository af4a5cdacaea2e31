import { operator } from '../../events/operator.ts';
import { effectOfChange } from '../change-effects.ts';
import type { Weights } from '../effects/effect.ts';
import type { FaultMode } from '../modes/mode.ts';

const prefix = `${operator}.`;

/** A person who says yes is right so often where it is so … */
const yesWhereTrue = 0.95;
/** … and says yes so often where nothing is wrong: something is deployed all the time. */
export const chanceOfYes = 0.04;
/** Faults that a deployment or a new setting can cause follow one so often. */
const followsChange = 0.4;
/** Faults that a program notices stand in its own log so often. */
const isLogged = 0.7;

/** Questions that are no symptom of any probe. */
export const generalQuestions = ['changed', 'own_errors'] as const;

/** The question whether the users of a model see it fail: an answer about all that their requests pass. */
export const complaint = 'complaint';

const deciding = 'decides-';

/** The question whether the check that tells this mode from what it is taken for speaks for it. */
export function decidingQuestion({ id }: FaultMode): string {
  return deciding + id;
}

/** Seconds that a person takes to look and answer. */
export const secondsOfAnswer = 15;

/** The symptom of a yes: `operator.changed`, `operator.gpu.lost`. */
function symptomOfYes(question: string): string {
  return prefix + question;
}

export function isAnswer(symptom: string): boolean {
  return symptom.startsWith(prefix);
}

/** The series in which a person answers one question about one link. */
export function answerSeries(link: string, question: string): string {
  return `${link}/${question}@${operator}`;
}

/** `router/changed@operator` → `changed`; complaints of several models are one question. */
function questionOf(series: string): string {
  const question = series.slice(series.indexOf('/') + 1, series.lastIndexOf('@'));
  return question.startsWith(complaint) ? complaint : question;
}

/** The symptom of a yes in this series of answers. */
export function symptomIn(series: string): string {
  return symptomOfYes(questionOf(series));
}

const remembered = new WeakMap<FaultMode, Map<string, Weights>>();
/** Questions remembered of a mode; a recording may hold any. */
const mostRemembered = 64;

/** What a person answers who looks at a link with this fault; undefined where it makes no difference. */
export function answersUnder(mode: FaultMode, series: string): Weights | undefined {
  const question = questionOf(series);
  let known = remembered.get(mode);
  if (!known) {
    known = new Map();
    remembered.set(mode, known);
  }
  const before = known.get(question);
  if (before) return before;
  const yes = chanceUnder(mode, question);
  const answers = { [symptomOfYes(question)]: yes, ok: 1 - yes };
  if (known.size < mostRemembered) known.set(question, answers);
  return answers;
}

/** P(yes | this fault of the link that is asked about). */
function chanceUnder(mode: FaultMode, question: string): number {
  if (question.startsWith(deciding)) {
    return question === decidingQuestion(mode) ? yesWhereTrue : chanceOfYes;
  }
  switch (question) {
    case 'changed':
      return effectOfChange('config').causes(mode.id) ? followsChange : chanceOfYes;
    case 'own_errors':
      return mode.harm > 0 ? isLogged * mode.harm : chanceOfYes;
    default:
      return chanceOfYes + (yesWhereTrue - chanceOfYes) * shareShown(mode, question);
  }
}

const seen = new WeakMap<Weights, Weights>();

/** What users say of requests that show this: they see that something fails, not what. */
export function complaintsUnder(shows: Weights): Weights {
  const known = seen.get(shows);
  if (known) return known;
  const total = Object.values(shows).reduce((sum, weight) => sum + weight, 0);
  const well = (shows.ok ?? 0) / total;
  const yes = chanceOfYes + (yesWhereTrue - chanceOfYes) * (1 - well);
  const said = { [symptomOfYes(complaint)]: yes, ok: 1 - yes };
  seen.set(shows, said);
  return said;
}

/** How often a look from beside shows this symptom under the fault: of all that can, the one that does most. */
function shareShown({ shows }: FaultMode, symptom: string): number {
  let most = 0;
  for (const weights of Object.values(shows)) {
    const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    most = Math.max(most, (weights[symptom] ?? 0) / total);
  }
  return most;
}
