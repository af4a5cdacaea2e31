import type { Habit } from './sights.ts';

/** Looks in a row that show the same, from which on the next is expected to. */
const looksOfHabit = 4;
/** Ok looks in a row after which the next bad one begins a new run. */
const okLooksEndRun = 10;

/** What a request shows that was under way as a program ended or a connection was lost. */
const cutOff = /\.(reset|closed|truncated|stream_truncated)$/;

/** The bad looks of a series from the first until it has been well for long, and how they come. */
export class BadRun {
  /** Start of the first bad look; null while all is well. */
  sinceMs: number | null;
  /** Looks in a row that were well, up to now. */
  okStreak: number;
  /** What the last bad look showed, of this run or of the one before; null where there was none. */
  lastBad: string | null;
  /** End of that look; 0 where there was none. */
  lastBadMs: number;
  /** Whether more than one bad symptom was shown. */
  private varies: boolean;
  /** Whether it was well in between, and bad again. */
  private comesBack: boolean;
  /** Bad looks in a row that showed the same. */
  private sameStreak: number;
  /** Bad looks of this run, or of the one before. */
  private badLooks: number;
  /**
   * Whether all that is known of it is a look that was cut off: it may have been under way as the fault began, and
   * shows how that began rather than how it goes on.
   */
  beganCutOff: boolean;

  /** @param like where given, the new one continues from its state */
  constructor(like?: BadRun) {
    this.sinceMs = like?.sinceMs ?? null;
    this.okStreak = like?.okStreak ?? 0;
    this.lastBad = like?.lastBad ?? null;
    this.lastBadMs = like?.lastBadMs ?? 0;
    this.varies = like?.varies ?? false;
    this.comesBack = like?.comesBack ?? false;
    this.sameStreak = like?.sameStreak ?? 0;
    this.badLooks = like?.badLooks ?? 0;
    this.beganCutOff = like?.beganCutOff ?? false;
  }

  addWell(): void {
    this.okStreak += 1;
    if (this.okStreak >= okLooksEndRun) this.sinceMs = null;
  }

  addBad(symptom: string, startedMs: number, endedMs: number): void {
    const goesOn = this.sinceMs !== null;
    this.beganCutOff = !goesOn && cutOff.test(symptom);
    const isSame = this.okStreak === 0 && symptom === this.lastBad;
    this.sameStreak = goesOn && isSame ? this.sameStreak + 1 : 1;
    this.varies = goesOn && (this.varies || symptom !== this.lastBad);
    this.comesBack = goesOn && (this.comesBack || this.okStreak > 0);
    this.badLooks = goesOn ? this.badLooks + 1 : 1;
    this.okStreak = 0;
    this.lastBad = symptom;
    this.lastBadMs = endedMs;
    this.sinceMs ??= startedMs;
  }

  /** The incident that it belonged to is over. */
  end(): void {
    if (this.okStreak > 0) this.sinceMs = null;
  }

  /** What it showed last, where it was bad for more than a moment, and is well again; null elsewhere. */
  get recoveredFrom(): string | null {
    return this.sinceMs === null && this.badLooks >= looksOfHabit ? this.lastBad : null;
  }

  /** How the next look is expected to be. */
  get habit(): Habit {
    if (this.sinceMs === null) return 'open';
    if (this.varies) return this.isSteady ? 'steady' : 'varying';
    if (this.comesBack) return 'patchy';
    return this.isSteady ? 'steady' : 'open';
  }

  private get isSteady(): boolean {
    return this.okStreak === 0 && this.sameStreak >= looksOfHabit;
  }
}
