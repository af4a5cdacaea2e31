import type { AccountingSteps } from '../attribution/live.ts';
import type { SpendOutlook } from '../attribution/prices/forecast/outlook.ts';
import type { Chain, LinkId } from '../chain/types.ts';
import type { DrillGame } from '../drill/training/types.ts';
import type { WeaklinkEvent } from '../events/types.ts';
import type { Verdict } from '../events/verdict.ts';
import type { SafeText } from '../text/safe-text.ts';
import type { FeedReplay } from './timeline/types.ts';

export type { FeedReplay };

/**
 * All that the console knows of the program around it. Whoever runs a session implements this:
 * live looks, a recording and the demo look the same from here.
 */
export interface ConsoleFeed {
  readonly chain: Chain;
  readonly title: FeedTitle;
  /** New events since the last call come through this; returns an unsubscribe. */
  subscribe(listener: (event: WeaklinkEvent) => void): () => void;
  /** Events so far, oldest first (bounded history). */
  history(): readonly WeaklinkEvent[];
  verdict(): Verdict | null;
  onVerdict(listener: (verdict: Verdict) => void): () => void;
  /** Milliseconds since the epoch; event time in a replay. */
  now(): number;
  /** Looks at a link at once, whatever the schedule says. */
  lookNow(link: LinkId): void;
  cost(): FeedCost | null;
  journal(): FeedJournal;
  /** Only where faults can be injected. */
  readonly faults: FeedFaults | null;
  /** Only in training: a hidden fault that the person looks for. */
  readonly game?: DrillGame | null;
  /** How inferences are priced and shared out; absent: they are counted alone. */
  readonly accounting?: (() => AccountingSteps) | undefined;
  /** What spend will come to, one a currency; absent where nobody follows it. */
  readonly spend?: (() => readonly SpendOutlook[]) | undefined;
  /** Only over a recording. */
  readonly replay?: FeedReplay;
  /**
   * Writes what is remembered to a recording; resolves to what was written where, in a few words.
   * Absent or null where there is nothing to save: what is shown is a recording itself.
   */
  readonly save?: (() => Promise<SafeText>) | null;
}

export interface FeedTitle {
  /** The machine that looks. */
  readonly host: string;
  readonly source: 'LIVE' | 'REPLAY' | 'DEMO' | 'DRILL';
  readonly version: string;
}

/** What weaklink itself costs. */
export interface FeedCost {
  readonly looksPerSecond: number;
  /** Of one core. */
  readonly cpuPercent: number;
  readonly inFlight: number;
}

export interface FeedJournal {
  readonly state: 'writing' | 'read-only' | 'off' | 'failed';
  readonly detail: SafeText | null;
}

export interface FeedFault {
  readonly name: string;
  readonly link: LinkId;
  readonly mode: string;
  readonly title: string;
}

export interface FeedFaults {
  list(): readonly FeedFault[];
  /** Names of the faults in force. */
  active(): readonly string[];
  inject(name: string): Promise<void>;
  clear(name?: string): Promise<void>;
}
