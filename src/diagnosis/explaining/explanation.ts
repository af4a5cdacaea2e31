import type { LinkId } from '../../chain/types.ts';
import type { LinkState } from '../../events/verdict.ts';
import type { SafeText } from '../../text/safe-text.ts';

/** Why one link is blamed, cleared, suspected or untested. */
export interface LinkExplanation {
  readonly link: LinkId;
  readonly state: LinkState;
  /** That it is at fault, 0…1. */
  readonly probability: number;
  /** The sentence of the verdict. */
  readonly why: SafeText;
  /** What most probably ails it, if anything does; best first, at most three. */
  readonly modes: readonly ModeStanding[];
  /** Series whose latest look was fine, and what that rules out; the most telling first. */
  readonly clearedBy: readonly Clearing[];
  /** The part of its faults that all of those together would have shown, 0…1. */
  readonly clearedShare: number;
  /** Looks that nobody has set up, and what they could show; the most telling first. */
  readonly missing: readonly MissingLook[];
  /** Of the first mode; null where no look can meet it. */
  readonly arithmetic: Arithmetic | null;
}

export interface ModeStanding {
  readonly mode: string;
  readonly title: SafeText;
  readonly probability: number;
}

export interface Clearing {
  readonly series: string;
  readonly summary: SafeText;
  /** The part of the link's faults that one such look would have shown, 0…1. */
  readonly share: number;
}

export interface MissingLook {
  readonly probe: string;
  readonly reach: 'self' | 'access' | 'through';
  readonly share: number;
}

/**
 * How the odds of one fault came about, in bits: base-two logarithms of its odds against no fault at all.
 * Everything adds up: `prior + hearsay + Σ series + remembering = total`.
 */
export interface Arithmetic {
  readonly mode: string;
  readonly title: SafeText;
  /** Before anything looked. */
  readonly priorBits: number;
  /** Of what was said of the link and of what was changed. */
  readonly hearsayBits: number;
  /** From when on looks count for it: when it most probably began. */
  readonly since: string | null;
  readonly series: readonly SeriesArithmetic[];
  /**
   * What the passing of time did. Faults begin and end at small rates, so that certainty has a ceiling and
   * old looks fade; and a fault that began later than the first look had to begin first.
   */
  readonly rememberingBits: number;
  readonly totalBits: number;
  /** Among all explanations, 0…1. */
  readonly probability: number;
  /** The best explanation that blames another link, and what speaks against it. */
  readonly rival: Rival | null;
}

export interface SeriesArithmetic {
  readonly series: string;
  readonly rows: readonly SymptomArithmetic[];
  readonly bits: number;
}

export interface SymptomArithmetic {
  /** `ok` or a symptom. */
  readonly symptom: string;
  /** True where the look before it had failed in the same way: that says less. */
  readonly again: boolean;
  readonly count: number;
  readonly bitsEach: number;
}

export interface Rival {
  readonly link: LinkId;
  readonly mode: string;
  readonly probability: number;
  /** Bits by which a series speaks for the fault and against the rival; the most telling first. */
  readonly apart: readonly { readonly series: string; readonly bits: number }[];
}
