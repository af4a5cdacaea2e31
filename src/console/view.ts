import type { Charts } from '../terminal/charts/charts.ts';
import type { Glyphs } from '../terminal/glyphs.ts';
import type { Snapshot } from './snapshot.ts';
import type { UiState } from './ui-state.ts';

/** Everything that a screen draws from. Equal views give equal rows. */
export interface View {
  /** What is shown: the newest picture, or the frozen one. */
  readonly snapshot: Snapshot;
  /** The present, also while a picture is frozen. */
  readonly presentMs: number;
  readonly ui: UiState;
  readonly glyphs: Glyphs;
  readonly charts: Charts;
  /** Text from outside → text that may be shown: sanitised, and masked in privacy mode. */
  readonly show: (text: string) => string;
}
