import type { LinkId } from '../../chain/types.ts';
import type { LinkState, Suspect } from '../../events/verdict.ts';
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
  /**
   * The check that tells the first mode from the second, where one is usually taken for the other; else from
   * what it is usually taken for. By hand where no probe can. Null where no mode is known.
   */
  readonly decides: SafeText | null;
  /** Series whose latest look was fine, and what that rules out; the most telling first. */
  readonly clearedBy: readonly Clearing[];
  /** The part of its faults that all of those together would have shown, 0…1. */
  readonly clearedShare: number;
  /** Looks that nobody has set up, and what they could show; the most telling first. */
  readonly missing: readonly MissingLook[];
  /**
   * When the links began to fail whose looks the first mode explains; the first of them first. Only of a
   * link that is blamed or suspected, as is what it also showed.
   */
  readonly began: readonly Began[];
  /** What its latest looks showed beside their symptom, and no other look of it shows. */
  readonly alsoSeen: readonly { readonly series: string; readonly symptoms: readonly string[] }[];
  /**
   * Of a link that is blamed or suspected: how many bad and good looks its replica served, in words, where answers
   * say who served them and all bad ones that do name that replica.
   */
  readonly served: readonly SafeText[];
  /** Of the first mode; null where no look can meet it. */
  readonly arithmetic: Arithmetic | null;
}

export interface ModeStanding {
  readonly mode: string;
  readonly title: SafeText;
  readonly probability: number;
  /** What to do first. */
  readonly remedy: SafeText;
  /** What it is usually taken for; the likeliest first. */
  readonly takenFor: readonly { readonly mode: string; readonly title: SafeText }[];
}

/** When a link began to fail: looks are seconds apart, and within them nothing is known. */
export interface Began {
  readonly link: LinkId;
  /** The series of the link that shows it first. */
  readonly series: string;
  /** Start of its last look that was well; null where none is remembered. */
  readonly notBefore: string | null;
  /** End of its first bad look. */
  readonly notAfter: string;
  /**
   * By how much it certainly began after the first of the list, in milliseconds; null of the first, and
   * where looks do not tell which of the two was first. `most` is null where nobody remembers the first one well.
   */
  readonly after: { readonly leastMs: number; readonly mostMs: number | null } | null;
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
 * How the probability of one fault came about. First its odds against no fault at all, in bits (base-two
 * logarithms), then its share among all explanations:
 *
 *     prior + hearsay + Σ series + remembering = total
 *     probability = 2^(total + variants + declared − all) × alone × 2^(unseen + trust) + brought + apart + company
 */
export interface Arithmetic {
  readonly mode: string;
  readonly title: SafeText;
  /** Before anything looked. */
  readonly priorBits: number;
  /** Of what was said of the link and of what was changed. */
  readonly hearsayBits: number;
  /** When it most probably began: looks count from then on. */
  readonly since: string | null;
  /** Looks since then that are left out, because the latest ones alone make it as certain as it can be. */
  readonly leftOut: number;
  readonly series: readonly SeriesArithmetic[];
  /**
   * What the passing of time did. Faults begin and end at small rates, so that certainty has a ceiling and
   * old looks fade; and a fault that began later than the first look had to begin first.
   */
  readonly rememberingBits: number;
  readonly totalBits: number;
  /** The same mode where it hits another share of the requests, or some models alone. */
  readonly variantsBits: number;
  /** That it is the link, and not something behind it that nobody declared. 0 where nothing can be there. */
  readonly declaredBits: number;
  /** All explanations by at most one cause together, no fault among them. */
  readonly allBits: number;
  /** That at most one thing is broken, 0…1. */
  readonly aloneShare: number;
  /** That it is not another that no look tells from it: see in-place.ts. */
  readonly unseenBits: number;
  /** How often such a link was right in simulated chains: see calibration.ts. */
  readonly trustBits: number;
  /** That it is what another link is held for, from which no look tells it; 0…1. */
  readonly broughtShare: number;
  /** That of a set of faults it alone is broken, since the others are no more certain than that; 0…1. */
  readonly apartShare: number;
  /** That it is broken together with something else, 0…1. */
  readonly companyShare: number;
  /** The likeliest sets of faults that hold it, at most three; the other faults of each are named. */
  readonly companies: readonly {
    readonly faults: readonly Suspect[];
    readonly probability: number;
  }[];
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
  /** Several: all at once. */
  readonly faults: readonly Suspect[];
  readonly probability: number;
  /** Bits by which a series speaks for the fault and against the rival; the most telling first. */
  readonly apart: readonly { readonly series: string; readonly bits: number }[];
}
