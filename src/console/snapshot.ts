import type { SpendOutlook } from '../attribution/prices/forecast/outlook.ts';
import type { Chain, Link, LinkId, ProbePlan } from '../chain/types.ts';
import type { GameState } from '../drill/training/types.ts';
import type { Ruling } from '../events/ruling.ts';
import type { Claim, Observation, WeaklinkEvent } from '../events/types.ts';
import type { LinkFinding, Verdict } from '../events/verdict.ts';
import type { FeedCost, FeedFault, FeedJournal, FeedTitle } from './feed.ts';
import type { FlowPicture } from './flow/picture.ts';
import type { LatencyHistory } from './latency-history.ts';
import type { ReplayState } from './timeline/types.ts';

/** The newest look of one series. */
export interface Look {
  readonly observation: Observation;
  readonly atMs: number;
  /** Null for a look that no plan of the chain file asked for. */
  readonly plan: ProbePlan | null;
  readonly history: LatencyHistory;
}

export interface LinkView {
  readonly link: Link;
  /** One a series, in the order in which the series were first seen. */
  readonly looks: readonly Look[];
  /** What is being said about it, the newest last. */
  readonly claims: readonly { readonly claim: Claim; readonly atMs: number }[];
}

export interface EventEntry {
  readonly event: WeaklinkEvent;
  readonly atMs: number;
  /** Counts up over the session; names the entry while older ones are forgotten. */
  readonly sequence: number;
  /** True where it tells something new: the tenth equal answer does not. */
  readonly notable: boolean;
}

/** Everything that a screen shows, as of one instant. Never changes once published. */
export interface Snapshot {
  readonly nowMs: number;
  readonly startedMs: number;
  readonly chain: Chain;
  readonly title: FeedTitle;
  readonly links: ReadonlyMap<LinkId, LinkView>;
  readonly verdict: Verdict | null;
  readonly findings: ReadonlyMap<LinkId, LinkFinding>;
  /** What the policies of the chain say; null where nobody judged them. */
  readonly policies: readonly Ruling[] | null;
  /** What told something new, oldest first, bounded. */
  readonly events: readonly EventEntry[];
  /** The newest events of any kind, oldest first, bounded. */
  readonly recent: readonly EventEntry[];
  /** Time of the newest event; null before the first. */
  readonly newestMs: number | null;
  readonly looksTaken: number;
  readonly cost: FeedCost | null;
  readonly journal: FeedJournal;
  /** Null until somebody was seen to ask a model. */
  readonly flow: FlowPicture | null;
  /** Null where nobody follows spend. */
  readonly spend: readonly SpendOutlook[] | null;
  readonly faults: SnapshotFaults | null;
  /** Null: no training. */
  readonly game: GameState | null;
  /** Null over a session that looks. */
  readonly replay: ReplayState | null;
}

export interface SnapshotFaults {
  readonly list: readonly FeedFault[];
  readonly active: readonly string[];
}
