import type { Belief } from '../../diagnosis/asking/belief.ts';
import { type CandidateLook, plannedLook } from '../../diagnosis/asking/candidates.ts';
import { type Open, openAmong } from '../../diagnosis/asking/open.ts';
import type { PlannedLook } from '../../probing/plan.ts';
import type { Session } from '../../session/session.ts';
import { type Answer, type Answerer, nobody } from './answers.ts';
import { unplannedLooks } from './looks.ts';
import { progressWords } from './progress-words.ts';
import { candidateOf, decidingQuestions, type Question, questionsOf } from './questions.ts';
import { sketchOf } from './sketches.ts';
import { tell } from './tell.ts';

export interface WalkOptions {
  readonly session: Session;
  readonly answerer: Answerer;
  readonly signal: AbortSignal;
  /** Told of every look and what it found. */
  readonly progress: (line: string) => void;
}

/** One step of the walk. */
export interface WalkStep {
  readonly series: string;
  /** Expected when it was chosen. */
  readonly gainBits: number;
  /** What it showed: `ok`, a symptom, or an answer. */
  readonly found: string;
  readonly question: string | null;
}

/** Makes looks and asks questions, one at a time, and remembers which. */
export class Walk {
  /** In the order of the chain file; what is not planned comes last. */
  readonly candidates: readonly CandidateLook[];
  readonly steps: WalkStep[] = [];
  readonly #options: WalkOptions;
  readonly #looks: ReadonlyMap<string, PlannedLook>;
  readonly #questions: Map<string, Question>;
  /** True once nobody answers any more. */
  #isAlone: boolean;
  /** What was open before the last step; null where none of them has been weighed yet. */
  #open: Open | null = null;
  /** What the last step found, until what it changed is known. */
  #told: string | null = null;

  constructor(options: WalkOptions) {
    const { session, answerer } = options;
    const { chain } = session;
    this.#options = options;
    this.#isAlone = answerer === nobody;
    const looks = [...session.looks, ...unplannedLooks(chain)];
    const questions = this.#isAlone ? [] : questionsOf(chain);
    this.#looks = new Map(looks.map((look) => [look.stream, look]));
    this.#questions = new Map(questions.map((question) => [question.key, question]));
    this.candidates = [
      ...looks.map((look) => plannedLook(chain, sketchOf(look), look.command)),
      ...questions.map((question) => candidateOf(chain, question)),
    ];
  }

  /** Tells what the last step found and what that changed; to be told of the beliefs after each. */
  readonly weigh = (beliefs: readonly Belief[]): void => {
    const open = openAmong(beliefs);
    if (this.#told !== null) {
      const change = this.#open ? `; ${progressWords(this.#open, open)}` : '';
      this.#options.progress(`${this.#told}${change}`);
    }
    this.#told = null;
    this.#open = open;
  };

  /** What only a person can tell of what is believed now. */
  readonly checks = (beliefs: readonly Belief[]): readonly CandidateLook[] => {
    if (this.#isAlone) return [];
    return decidingQuestions(beliefs).map((question) => {
      this.#questions.set(question.key, question);
      return candidateOf(this.#options.session.chain, question);
    });
  };

  /** @returns false where there is no use in making it again */
  async make({ stream: { key } }: CandidateLook, gainBits: number): Promise<boolean> {
    this.#options.signal.throwIfAborted();
    const question = this.#questions.get(key);
    if (question) {
      await this.ask(question, gainBits);
      return false;
    }
    const look = this.#looks.get(key);
    return look ? this.#look(look, gainBits) : false;
  }

  async ask(question: Question, gainBits = 0): Promise<void> {
    if (this.#isAlone) return;
    const { answerer, session, signal } = this.#options;
    signal.throwIfAborted();
    const answer: Answer | null = await answerer(question);
    if (answer === null) {
      this.#isAlone = true;
      return;
    }
    tell(session, question, answer);
    this.#note({ series: question.key, gainBits, found: answer, question: question.words });
  }

  async #look(look: PlannedLook, gainBits: number): Promise<boolean> {
    const { session, signal } = this.#options;
    await session.lookOnce(look, signal);
    signal.throwIfAborted();
    const found = session.judging.observations.findLast(({ stream }) => stream === look.stream);
    if (!found) return false;
    const { symptom, outcome } = found;
    this.#note({ series: look.stream, gainBits, found: symptom ?? outcome, question: null });
    return outcome !== 'unknown';
  }

  #note(step: WalkStep): void {
    this.steps.push(step);
    const { series, found, question } = step;
    const number = `${this.steps.length}`.padStart(3);
    const what = question === null ? series : `${series} "${question}"`;
    // Of questions that are asked before anything is weighed, several may come first.
    if (this.#told !== null) this.#options.progress(this.#told);
    this.#told = `${number}  ${what}: ${found}`;
  }
}
