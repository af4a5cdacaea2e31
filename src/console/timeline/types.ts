import type { Mark } from '../../replay/types.ts';

/** Times as fast as it happened; `max` is as fast as the machine can. */
export const speeds = [1, 10, 100, 'max'] as const;
export type Speed = (typeof speeds)[number];

/** Where in a recording the console is. */
export interface ReplayState {
  readonly startMs: number;
  readonly endMs: number;
  /** What the picture shows is all that was known at this instant. */
  readonly nowMs: number;
  readonly isPlaying: boolean;
  readonly speed: Speed;
  /** In the order of time. */
  readonly marks: readonly Mark[];
  /** What a what-if takes away, in words: `link vendor`; null where nothing is. */
  readonly without: string | null;
}

/** What a key asks of the player. */
export type ReplayAsk =
  | { readonly kind: 'play' | 'step' | 'step-back' | 'faster' | 'slower' }
  | { readonly kind: 'next-mark' }
  | { readonly kind: 'previous-mark' }
  /** By a share of the recording, −1…1. */
  | { readonly kind: 'scrub'; readonly by: number }
  /** To a share of the recording, 0…1. */
  | { readonly kind: 'share'; readonly of: number }
  /** To a time that somebody typed. */
  | { readonly kind: 'time'; readonly text: string };

/** The controls of a recording, for a feed that is one. */
export interface FeedReplay {
  state(): ReplayState;
  ask(ask: ReplayAsk): void;
  /** What was remembered is void: `history()` and `verdict()` have another instant. */
  onJump(listener: () => void): () => void;
  /** The position, the speed, or whether it plays. */
  onMove(listener: () => void): () => void;
  /** An answer in a few words. */
  onNotice(listener: (words: string) => void): () => void;
}
