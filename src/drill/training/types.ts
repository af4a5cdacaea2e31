import type { LinkId, LinkKind } from '../../chain/types.ts';
import type { Family } from '../../diagnosis/modes/mode.ts';
import type { Difficulty } from '../types.ts';

/** A hidden fault that a person looks for: all that a screen needs of it. */
export interface DrillGame {
  state(): GameState;
  /** Called after every change of {@link state}; returns an unsubscribe. */
  onChange(listener: () => void): () => void;
  /** Names the culprit; `mode` null: only the link. Does nothing unless a fault is hidden. */
  answer(link: LinkId, mode: string | null): void;
  /** Takes the next hint, which costs points. */
  hint(): void;
  /** Gives up: the truth is told, and nothing is scored. */
  reveal(): void;
}

/**
 * `waiting`: the chain is being seen healthy, nothing is broken yet; `hidden`: something is, and
 * nobody is told what weaklink makes of it; `answered`: everything is told.
 */
export type GamePhase = 'waiting' | 'hidden' | 'answered';

export interface GameState {
  readonly phase: GamePhase;
  /** Null: any. */
  readonly difficulty: Difficulty | null;
  /** Milliseconds since the epoch at which the fault was in force; null while `waiting`. */
  readonly brokenSinceMs: number | null;
  readonly choices: readonly GameChoice[];
  /** Those taken, in their order. */
  readonly hints: readonly string[];
  readonly hintsLeft: number;
  readonly result: GameResult | null;
}

/** A link that can be named, and the ways in which its kind breaks. */
export interface GameChoice {
  readonly link: LinkId;
  readonly kind: LinkKind;
  readonly modes: readonly GameMode[];
}

export interface GameMode {
  readonly id: string;
  readonly family: Family;
  readonly title: string;
}

export interface GameResult {
  readonly truth: {
    readonly fault: string;
    readonly link: LinkId;
    readonly mode: string;
    readonly title: string;
  };
  /** Null: gave up. */
  readonly person: PersonAnswer | null;
  readonly engine: EngineAnswer;
  readonly winner: 'person' | 'weaklink' | 'nobody';
  /** What showed it, the most telling first. */
  readonly gaveAway: readonly string[];
}

export interface PersonAnswer {
  readonly link: LinkId;
  readonly mode: string | null;
  readonly rightLink: boolean;
  /** Null: named no mode. */
  readonly rightMode: boolean | null;
  readonly tookMs: number;
  readonly hints: number;
  /** 0…100. */
  readonly points: number;
}

/** What weaklink says now, and since when it says the right thing. */
export interface EngineAnswer {
  /** Null: blames nobody. */
  readonly link: LinkId | null;
  readonly mode: string | null;
  readonly rightLink: boolean;
  readonly rightMode: boolean;
  /** To the verdict that blamed the right link and was not taken back; null: not yet. */
  readonly tookMs: number | null;
}
