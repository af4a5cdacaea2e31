import type { Ranking } from '../../drift/rank.ts';
import type { Untold } from '../../drift/types.ts';
import type { SafeText } from '../../text/safe-text.ts';

/** What every format of a comparison writes. */
export interface DriftReport extends Ranking {
  readonly before: { readonly name: string; readonly takenAt: string };
  readonly after: { readonly name: string; readonly takenAt: string };
  readonly headline: SafeText;
  /** What it was ranked by; null where nothing was diagnosed. */
  readonly verdict: SafeText | null;
  /** The change that this verdict names as the one before the fault; null where it names none. */
  readonly change: SafeText | null;
  readonly untold: readonly Untold[];
  readonly compared: number;
  readonly byNature: number;
}
