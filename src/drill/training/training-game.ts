import type { Chain, LinkId } from '../../chain/types.ts';
import { modesOf } from '../../diagnosis/modes/catalogue.ts';
import type { Observation } from '../../events/types.ts';
import type { Verdict } from '../../events/verdict.ts';
import type { SandboxFault } from '../../sandbox/types.ts';
import type { Difficulty } from '../types.ts';
import { hintsFor } from './hints.ts';
import { type BlameMark, scoreEngine, scorePerson, winnerOf } from './score.ts';
import type { DrillGame, GameChoice, GameResult, GameState, PersonAnswer } from './types.ts';

export interface TrainingOptions {
  readonly chain: Chain;
  readonly fault: SandboxFault;
  readonly seed: number;
  /** As it was asked for; null: any. */
  readonly difficulty: Difficulty | null;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Changes of the engine's mind that are kept; of a round of minutes a hundred is a lot. */
const MAX_MARKS = 1_000;
/** Sentences of what gave it away. */
const MAX_GAVE_AWAY = 3;

/** One round: nothing of the truth leaves it before it is answered. */
export class TrainingGame implements DrillGame {
  readonly #options: TrainingOptions;
  readonly #hints: readonly string[];
  readonly #choices: readonly GameChoice[];
  readonly #listeners = new Set<() => void>();
  #marks: BlameMark[] = [];
  #evidence: readonly string[] = [];
  readonly #shown = new Map<string, string>();
  #brokenSinceMs: number | null = null;
  #hintsTaken = 0;
  #ended = false;
  #person: PersonAnswer | null = null;

  constructor(options: TrainingOptions) {
    this.#options = options;
    this.#hints = hintsFor(options.fault, options.chain, options.seed);
    this.#choices = options.chain.links.map(({ id, kind }) => ({
      link: id,
      kind,
      modes: modesOf(kind).map(({ id, family, title }) => ({ id, family, title })),
    }));
  }

  state(): GameState {
    const phase = this.#ended ? 'answered' : this.#brokenSinceMs === null ? 'waiting' : 'hidden';
    return {
      phase,
      difficulty: this.#options.difficulty,
      brokenSinceMs: this.#brokenSinceMs,
      choices: this.#choices,
      hints: this.#hints.slice(0, this.#hintsTaken),
      hintsLeft: this.#hints.length - this.#hintsTaken,
      result: phase === 'answered' ? this.#result() : null,
    };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** From now on the fault is in force, and the time runs. */
  begin(): void {
    this.#brokenSinceMs ??= this.#options.now();
    this.#tell();
  }

  /** What the engine says, which counts from the fault on. */
  judged({ status, culprits, at }: Verdict): void {
    if (this.#brokenSinceMs === null) return;
    const culprit = status === 'fault' ? culprits[0] : undefined;
    const [link, mode] = [culprit?.link ?? null, culprit?.mode ?? null];
    if (link === this.#options.fault.link) this.#evidence = culprit?.evidenceFor ?? [];
    const last = this.#marks.at(-1);
    if (last?.link === link && last.mode === mode) return;
    const offsetMs = Math.max(0, Date.parse(at) - this.#brokenSinceMs);
    if (this.#marks.length < MAX_MARKS) this.#marks = [...this.#marks, { offsetMs, link, mode }];
    if (this.#ended) this.#tell();
  }

  /** What a look found, of which the bad ones at the broken link tell what there was to see. */
  saw({ link, stream, symptom, summary }: Observation): void {
    const isTelling = link === this.#options.fault.link && symptom !== null;
    if (this.#brokenSinceMs === null || !isTelling || this.#shown.has(stream)) return;
    this.#shown.set(stream, `${stream}: ${symptom}, ${summary}`);
  }

  answer(link: LinkId, mode: string | null): void {
    if (this.#brokenSinceMs === null || this.#ended) return;
    const tookMs = this.#options.now() - this.#brokenSinceMs;
    this.#person = scorePerson({ link, mode, tookMs }, this.#hintsTaken, this.#options.fault);
    this.#end();
  }

  hint(): void {
    if (this.#brokenSinceMs === null || this.#ended) return;
    this.#hintsTaken = Math.min(this.#hints.length, this.#hintsTaken + 1);
    this.#tell();
  }

  reveal(): void {
    if (this.#brokenSinceMs !== null && !this.#ended) this.#end();
  }

  #end(): void {
    this.#ended = true;
    this.#tell();
  }

  #result(): GameResult {
    const { name, link, mode, title } = this.#options.fault;
    const engine = scoreEngine(this.#marks, { link, mode });
    const seen = engine.rightLink ? this.#evidence : [...this.#shown.values()];
    return {
      truth: { fault: name, link, mode, title },
      person: this.#person,
      engine,
      winner: winnerOf(this.#person, engine),
      gaveAway: seen.slice(0, MAX_GAVE_AWAY),
    };
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
