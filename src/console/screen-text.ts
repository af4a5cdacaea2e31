import { createCharts } from '../terminal/charts/charts.ts';
import { plainRow } from '../terminal/paint.ts';
import type { ConsoleFeed } from './feed.ts';
import { frame } from './frame.ts';
import { viewMaker } from './make-view.ts';
import { Memory } from './memory.ts';
import { initialUi, type UiState } from './ui-state.ts';

export interface ScreenTextOptions {
  readonly columns: number;
  readonly rows: number;
  /** Default true. */
  readonly unicode?: boolean;
  /** Which screen, and what is chosen on it. Default: the chain screen as it opens. */
  readonly ui?: Partial<UiState>;
}

/** A screen as plain text: the very rows that the console draws, without a terminal or colours. */
export function renderScreenText(feed: ConsoleFeed, options: ScreenTextOptions): string {
  const { columns, rows, unicode = true } = options;
  const charts = createCharts({ unicode: false }, () => {});
  const makeView = viewMaker({ unicode }, charts);
  const view = makeView({
    snapshot: new Memory(feed).snapshot(),
    ui: { ...initialUi, ...options.ui },
  });
  return frame(view, columns, rows)
    .map((row) => plainRow(row, { unicode }))
    .join('\n');
}
