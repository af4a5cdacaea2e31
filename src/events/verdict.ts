import type { LinkId } from '../chain/types.ts';
import type { SafeText } from '../text/safe-text.ts';

/** A (link, fault mode). `link` is null for a cause outside the chain. */
export interface Suspect {
  readonly link: LinkId | null;
  /** Key of the fault-mode catalogue: `server.hung`. */
  readonly mode: string;
}

export interface Hypothesis {
  /** Empty: no fault. Two: both at once. */
  readonly faults: readonly Suspect[];
  readonly probability: number;
}

/** What was changed before a fault began, and could have caused it. */
export interface CulpritChange {
  /** The culprit, or a link that it directly needs. */
  readonly link: LinkId;
  /** As in the change event: `certificate.serial`. */
  readonly what: string;
  readonly from: SafeText | null;
  readonly to: SafeText | null;
  /** Time of the change event. */
  readonly at: string;
  /** Where the moment is not known: it was not changed before this. */
  readonly notBefore?: string;
  /** Milliseconds from the change to the fault; 0 where both were first seen together. */
  readonly beforeMs: number;
}

export interface Culprit {
  readonly link: LinkId;
  readonly mode: string;
  /** The mode in plain words: `crashed: the process is gone`. */
  readonly title: SafeText;
  /** Of this (link, mode), over all hypotheses that hold it. 0…1, never 0 or 1. */
  readonly probability: number;
  /** Of this link, whatever its mode. */
  readonly linkProbability: number;
  /** Start of the first look that showed it. */
  readonly since: string;
  /** One sentence each, the most telling first. */
  readonly evidenceFor: readonly SafeText[];
  readonly evidenceAgainst: readonly SafeText[];
  /** What to do first. */
  readonly remedy: SafeText;
  /** Links whose own faults could not be seen behind this one. */
  readonly mayHide: readonly LinkId[];
  /** Absent where nothing that could have caused it was changed shortly before. */
  readonly change?: CulpritChange;
}

export type LinkState =
  /** Blamed. */
  | 'culprit'
  /** Close behind the culprit, or one of several that cannot be told apart. */
  | 'suspect'
  /** Fails because of the culprit. */
  | 'symptom'
  /** Fails for a reason that nobody has explained yet. */
  | 'failing'
  /** A look would have shown a fault here, and showed none. */
  | 'cleared'
  /** Nothing looked at it lately, or nothing that looked could have shown it. */
  | 'untested';

export interface LinkFinding {
  readonly link: LinkId;
  readonly state: LinkState;
  /** Probability that this link is at fault. */
  readonly probability: number;
  /** Why it has this state, in one sentence. */
  readonly why: SafeText;
}

/** The look from which most can be learnt now, for what it takes. */
export interface NextLook {
  readonly link: LinkId;
  readonly probe: string;
  readonly stream: string | null;
  /** `tells gateway from router: asks the router directly`. */
  readonly why: SafeText;
  readonly command: SafeText | null;
  readonly seconds: number;
  /** Expected information about what is broken, in bits. Absent in recordings of earlier versions. */
  readonly gainBits?: number;
  /** How much it burdens what it looks at, relative to reading beside it. */
  readonly intrusion?: number;
}

/** A claim that what was seen contradicts. */
export interface Contradiction {
  readonly link: LinkId;
  readonly who: SafeText;
  readonly words: SafeText;
  /** Since when it is wrong. */
  readonly since: string;
  readonly forMs: number;
  /** `alarms`: trouble is claimed of a link that is seen to be fine. Absent: health of one that is not. */
  readonly kind?: 'alarms';
  /**
   * How often the journal knows the source to have been wrong like this: of so many faults how many
   * it denied, or of so many hours without one in how many it spoke of trouble. Absent: nothing is known.
   */
  readonly before?: { readonly wrong: number; readonly of: number };
}

/** A claim of trouble about a link that had been seen to fail before. */
export interface Admission {
  readonly link: LinkId;
  readonly who: SafeText;
  readonly words: SafeText;
  readonly at: string;
  /** Milliseconds from the first look that showed the trouble to the claim. */
  readonly afterMs: number;
}

export interface Verdict {
  /** The instant that it speaks of: the time of the newest event it knows. */
  readonly at: string;
  readonly status: 'healthy' | 'fault' | 'undetermined';
  /** The answer in one sentence of at most 100 characters. */
  readonly headline: SafeText;
  readonly culprits: readonly Culprit[];
  readonly cleared: readonly LinkId[];
  readonly untested: readonly LinkId[];
  readonly links: readonly LinkFinding[];
  /** Best first, at most ten; with `no fault` and `outside` they are what the probabilities sum over. */
  readonly hypotheses: readonly Hypothesis[];
  readonly noFaultProbability: number;
  readonly outsideProbability: number;
  readonly next: NextLook | null;
  readonly contradictions: readonly Contradiction[];
  /** Absent where nobody has admitted anything. */
  readonly admissions?: readonly Admission[];
  /** Models whose answers suffer now, and the share of failed looks at each, 0…1. */
  readonly models: readonly { readonly model: string; readonly failing: number }[];
}
