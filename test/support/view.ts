import type { ConsoleFeed } from '../../src/console/feed.ts';
import { frame } from '../../src/console/frame.ts';
import { viewMaker } from '../../src/console/make-view.ts';
import { Memory } from '../../src/console/memory.ts';
import { initialUi, type UiState } from '../../src/console/ui-state.ts';
import type { View } from '../../src/console/view.ts';
import { createCharts } from '../../src/terminal/charts/charts.ts';
import { plainRow } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';

/** What a screen draws from, without a terminal. */
export function viewFor(
  feed: ConsoleFeed,
  ui: Partial<UiState> = {},
  { unicode = true }: { unicode?: boolean } = {},
): View {
  // Our own chart: the library is tested where it is, and its loading is not waited for here.
  const makeView = viewMaker(
    { unicode },
    createCharts({ unicode: false }, () => {}),
  );
  return makeView({ snapshot: new Memory(feed).snapshot(), ui: { ...initialUi, ...ui } });
}

export function textOf(rows: readonly Row[], unicode = true): string {
  return rows.map((row) => plainRow(row, { unicode })).join('\n');
}

export function frameText(view: View, columns = 80, rows = 24): string {
  return textOf(frame(view, columns, rows));
}
