import type { LinkId } from '../chain/types.ts';
import type { SafeText } from '../text/safe-text.ts';
import type { Instant } from './types.ts';

/** The rules that policies of a chain file may state, in the order in which they are told. */
export const ruleNames = [
  'residency',
  'tls',
  'images',
  'certificates',
  'licences',
  'providers',
  'drivers',
  'models',
] as const;
export type RuleName = (typeof ruleNames)[number];

/**
 * - `held`: seen, and as wanted;
 * - `broken`: seen, and otherwise;
 * - `unknown`: what would tell was not seen.
 */
export type RulingState = 'held' | 'broken' | 'unknown';

/** What one rule says of one link, or of the whole chain. */
export interface Ruling {
  readonly rule: RuleName;
  readonly link: LinkId | null;
  /** What it is about, where that is no link: an artefact of the lineage, a model. */
  readonly about?: SafeText;
  readonly state: RulingState;
  /** Null where nothing was seen. */
  readonly seen: SafeText | null;
  readonly wanted: SafeText;
  /** From when on it has been so; null where nobody knows, or where a file states it. */
  readonly since: Instant | null;
  /** It has been so for at least as long: nothing earlier is remembered. */
  readonly orEarlier?: true;
  /** The fact of a look that shows it, where one does: by it the journal knows since when. */
  readonly fact?: string;
  /** What to do; null where it is held. */
  readonly remedy: SafeText | null;
  /** The command that shows it again; null where a file states it. */
  readonly command: SafeText | null;
}

/** What the policies of a chain say as a whole; each replaces the one before. */
export interface PolicyState {
  readonly rulings: readonly Ruling[];
}
