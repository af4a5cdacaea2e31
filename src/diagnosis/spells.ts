/** Turns that are remembered: enough for a dozen bad spells and the good ones between them. */
const turnsKept = 24;
/** Bad spells from which on one speaks of flapping. */
const spellsNeeded = 3;
/** A bad spell with so many times fewer looks than the longest is chance, and no turn. */
const timesFewer = 8;
/** So many good looks between long bad spells are chance, too. */
const strayGood = 2;
/** A spell with so many times more looks than any before it is no spell any more. */
const timesLonger = 4;
/** Standard deviations by which the turns must be fewer than chance would make them. */
const deviationsFewer = 3;

/** A rest is over when it is so much longer than the usual one. */
const restsStretch = 1.5;

/** Looks in a row that were all well, or all bad. */
interface Turn {
  readonly bad: boolean;
  readonly startedMs: number;
  endedMs: number;
  looks: number;
}

/** A link that is bad and well in turns. */
export interface Flapping {
  /** Bad spells … */
  readonly times: number;
  /** … from the beginning of the first to the end of the last look. */
  readonly forMs: number;
}

/** When something began: after the last look that was well had started, before the first bad one had ended. */
export interface Onset {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** The good and bad spells of a series, in a bounded memory. */
export class Spells {
  private readonly turns: Turn[];
  /** Start of the last look that was well; 0 before the first. */
  private lastWellMs: number;
  private onset: Onset | null;

  /** @param like where given, the new one continues from its state */
  constructor(like?: Spells) {
    this.turns = like?.turns.map((turn) => ({ ...turn })) ?? [];
    this.lastWellMs = like?.lastWellMs ?? 0;
    this.onset = like?.onset ?? null;
  }

  /** @param beginsRun whether this bad look is the first of an incident */
  add(bad: boolean, startedMs: number, endedMs: number, beginsRun: boolean): void {
    if (beginsRun) this.onset = { notBeforeMs: this.lastWellMs, notAfterMs: endedMs };
    if (!bad) this.lastWellMs = startedMs;
    const last = this.turns.at(-1);
    if (last?.bad === bad) {
      last.endedMs = endedMs;
      last.looks += 1;
      return;
    }
    this.turns.push({ bad, startedMs, endedMs, looks: 1 });
    if (this.turns.length > turnsKept) this.turns.shift();
  }

  /** Start of the first look of those that were well last; null where the last was bad. */
  get wellSinceMs(): number | null {
    const last = this.turns.at(-1);
    return !last || last.bad ? null : last.startedMs;
  }

  /** When the present or the last incident of the series began; null where there was none. */
  get lastOnset(): Onset | null {
    return this.onset;
  }

  /**
   * Whether the bad looks of the last `withinMs` come in spells. A fault that hits some requests makes bad
   * looks that fall at random among the others; one that comes and goes makes far fewer turns than chance
   * would (the runs test of Wald and Wolfowitz).
   */
  flapping(nowMs: number, withinMs: number): Flapping | null {
    const turns = this.turnsSince(nowMs - withinMs);
    const spells = withoutStrays(turns).filter(({ bad }) => bad);
    const first = spells[0];
    const last = turns.at(-1);
    if (!first || !last || spells.length < spellsNeeded || !isFewerThanChance(turns)) return null;
    if (hasStayed(spells, last)) return null;
    return { times: spells.length, forMs: last.endedMs - first.startedMs };
  }

  /**
   * Whether a look that is well at this moment says nothing: the bad spells come and go, and since the last of
   * them it is not much longer than one has to wait for the next.
   */
  restsAt(nowMs: number, withinMs: number): boolean {
    if (this.spellsSince(nowMs - withinMs) < spellsNeeded) return false;
    const turns = this.turnsSince(nowMs - withinMs);
    const lastBad = turns.findLast(({ bad }) => bad);
    if (!lastBad || !isFewerThanChance(turns)) return false;
    const restsMs = turns
      .slice(1, turns.indexOf(lastBad))
      .filter(({ bad }) => !bad)
      .map(({ startedMs, endedMs }) => endedMs - startedMs)
      .sort((a, b) => a - b);
    const usualMs = restsMs[Math.floor((restsMs.length - 1) / 2)] ?? 0;
    return nowMs - lastBad.endedMs <= restsStretch * usualMs;
  }

  /** Asked at every look that is well: without a copy of anything. */
  private spellsSince(sinceMs: number): number {
    let count = 0;
    for (const { bad, endedMs } of this.turns) if (bad && endedMs >= sinceMs) count += 1;
    return count;
  }

  private turnsSince(sinceMs: number): readonly Turn[] {
    return this.turns.filter(({ endedMs }) => endedMs >= sinceMs);
  }
}

/** Whether what came and went is there to stay: the last spell goes on far longer than any before. */
function hasStayed(spells: readonly Turn[], { bad }: Turn): boolean {
  const longest = Math.max(...spells.slice(0, -1).map(({ looks }) => looks));
  return bad && (spells.at(-1)?.looks ?? 0) > timesLonger * longest;
}

/** Whether these are fewer turns than chance would make of as many bad and good looks. */
function isFewerThanChance(turns: readonly Turn[]): boolean {
  let all = 0;
  let bad = 0;
  for (const turn of turns) {
    all += turn.looks;
    if (turn.bad) bad += turn.looks;
  }
  const product = 2 * bad * (all - bad);
  const expected = 1 + product / all;
  const variance = (product * (product - all)) / (all * all * (all - 1));
  return variance > 0 && turns.length <= expected - deviationsFewer * Math.sqrt(variance);
}

/** The turns, stray bad looks counted to the rests, and one or two good ones among many bad to the spells. */
function withoutStrays(all: readonly Turn[]): readonly Turn[] {
  const longest = all.reduce((most, { bad, looks }) => Math.max(most, bad ? looks : 0), 0);
  const turns: Turn[] = [];
  for (const turn of all) {
    const bad = turn.bad
      ? turn.looks * timesFewer >= longest
      : turn.looks <= strayGood && longest >= timesFewer;
    const last = turns.at(-1);
    if (last?.bad === bad) {
      last.endedMs = turn.endedMs;
      last.looks += turn.looks;
    } else {
      turns.push({ ...turn, bad });
    }
  }
  return turns;
}
