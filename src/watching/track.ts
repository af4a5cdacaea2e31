/** A value replaced after fewer looks than this was not settled: if the one before returns, they take turns. */
const settledLooks = 5;
/** A value that stands for this many looks ends the turns. */
const steadyLooks = 60;
/** Values remembered: large pools of addresses have some dozens. */
const valuesKept = 64;
/** What changes more often than this … */
const mostChanges = 3;
/** … within this time is restless: no identity of anything, and its changes are no news. */
const restlessMs = 600_000;

/** A value that gave way to another one. */
export interface Turn {
  readonly from: readonly string[];
  /** The last look that showed it. Milliseconds since the epoch. */
  readonly lastSeenMs: number;
}

/** One fact of one series of looks, over time. */
export class Track {
  value: string;
  private shown: readonly string[];
  private lastSeenMs: number;
  private looks = 1;
  private takesTurns: boolean;
  private readonly rotates: boolean;
  private readonly known: Set<string>;
  private changesMs: readonly number[] = [];

  constructor(value: string, shown: readonly string[], atMs: number, rotates: boolean) {
    this.value = value;
    this.shown = shown;
    this.lastSeenMs = atMs;
    this.rotates = rotates;
    this.takesTurns = rotates;
    this.known = new Set([value]);
  }

  /** Takes the value of the next look in; what it replaced, where that is news. */
  take(value: string, shown: readonly string[], atMs: number): Turn | null {
    const before: Turn = { from: this.shown, lastSeenMs: this.lastSeenMs };
    this.lastSeenMs = atMs;
    this.shown = shown;
    if (value === this.value) {
      this.looks += 1;
      if (this.looks >= steadyLooks) this.takesTurns = this.rotates;
      return null;
    }
    const returns = this.known.has(value);
    if (returns && this.looks < settledLooks) this.takesTurns = true;
    this.value = value;
    this.looks = 1;
    this.remember(value);
    if (returns && this.takesTurns) return null;
    return this.isRestless(atMs) ? null : before;
  }

  /** Whether the next value may be one that merely was not seen yet. */
  get mayRotate(): boolean {
    return this.takesTurns && (this.known.size > 1 || this.looks < settledLooks);
  }

  private remember(value: string): void {
    this.known.delete(value);
    this.known.add(value);
    const [oldest] = this.known;
    if (this.known.size > valuesKept && oldest !== undefined) this.known.delete(oldest);
  }

  private isRestless(atMs: number): boolean {
    const recent = this.changesMs.filter((ms) => atMs - ms < restlessMs);
    this.changesMs = [...recent, atMs].slice(-mostChanges);
    return recent.length >= mostChanges;
  }
}
