/**
 * Where everything stands, computed from the size of the terminal alone.
 *
 * ```
 *  header   weaklink  chain › model                       LIVE  host  time   1
 *  ┌ body, one screen ──────────────────────────────────────────────────────┐
 *  │ bar     ✖ BROKEN  the answer, how sure, since when                   5 │
 *  │         Why, Do, Or, Cleared                                           │
 *  │ [policies]  those that are broken, where one is                      1 │
 *  │ rule    ───────── filter, where one is set ─────────                 1 │
 *  │ head    LINK  [KIND]  STATE  SEEN  [WHY]  [TREND]  LATENCY  AGE FROM 1 │
 *  │ table   one line a link, windowed                                    n │
 *  │ rule    ─────────                                                    1 │
 *  │ news    changes, contradicted claims, faults, newest first         ≥ 2 │
 *  └────────────────────────────────────────────────────────────────────────┘
 *  [line]   where in a recording: play, time, bar with marks, next mark     1
 *  footer   keys                                                  own cost   1
 * ```
 *
 * Columns in brackets need a wide terminal. Ages and figures that change every second stand at
 * the right: a terminal line is redrawn from its first changed character on.
 */
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  /** False: too small to be of use; only a message is shown. */
  readonly usable: boolean;
  readonly bodyRows: number;
  readonly bar: { readonly rows: number };
  readonly table: TableColumns;
}

/** Widths in cells; 0 where the column is not shown. */
export interface TableColumns {
  readonly link: number;
  readonly kind: number;
  readonly state: number;
  readonly seen: number;
  readonly why: number;
  readonly trend: number;
  readonly latency: number;
  readonly age: number;
  readonly from: number;
}

export const smallest = { columns: 60, rows: 15 } as const;

/** From here on there is room for a line that says which links are cleared. */
const rowsForFullBar = 20;
/** Widths from which a further column of the table has room. */
const columnsForFrom = 72;
const columnsForTrend = 100;
const columnsForLongFrom = 120;
const columnsForKind = 132;
const columnsForWhy = 160;

/** @param timelineRows 1 over a recording */
export function layout(columns: number, rows: number, timelineRows: 0 | 1 = 0): Layout {
  return {
    columns,
    rows,
    usable: columns >= smallest.columns && rows >= smallest.rows,
    bodyRows: Math.max(0, rows - 2 - timelineRows),
    bar: { rows: rows >= rowsForFullBar ? 5 : 3 },
    table: tableColumns(columns),
  };
}

function tableColumns(columns: number): TableColumns {
  const fixed = {
    link: Math.max(16, Math.min(30, Math.round(columns * 0.22))),
    kind: columns >= columnsForKind ? 16 : 0,
    state: 10,
    trend: columns >= columnsForTrend ? 12 : 0,
    latency: 8,
    age: 4,
    from: columns >= columnsForLongFrom ? 10 : columns >= columnsForFrom ? 5 : 0,
  };
  const shown = Object.values(fixed).filter((width) => width > 0);
  // A pointer at the left edge, one cell at the right edge, and a gap before every further column.
  const gaps = shown.length + (columns >= columnsForWhy ? 1 : 0);
  const rest = Math.max(0, columns - 2 - shown.reduce((sum, width) => sum + width, 0) - gaps);
  const why = columns >= columnsForWhy ? Math.round(rest * 0.6) : 0;
  return { ...fixed, seen: rest - why, why };
}

/** How the rows under the bar are shared out on the chain screen. */
export interface ChainRows {
  readonly table: number;
  readonly evidence: number;
  readonly news: number;
  /** Whether rules stand between the parts. */
  readonly rules: boolean;
}

/** Rows that the evidence for and against a culprit can use. */
const evidenceWanted = 9;

/**
 * The table comes first, then two lines of news, then rules, then evidence; what is left over goes
 * to the news.
 *
 * @param links lines that the table would like to have
 */
export function shareRows(place: Layout, links: number, hasEvidence: boolean): ChainRows {
  const room = place.bodyRows - place.bar.rows - 1;
  const rules = room >= 12;
  const free = room - (rules ? 2 : 0);
  const leastNews = rules ? 2 : 0;
  const table = Math.min(links, Math.max(1, free - leastNews));
  const spare = free - table;
  const evidence = hasEvidence && spare - 4 >= 5 ? Math.min(evidenceWanted, spare - 4) : 0;
  return { table, evidence, news: Math.max(0, spare - evidence), rules };
}

/** First line to show so that `selected` stands inside a window of `height` lines of `count`. */
export function windowStart(selected: number, height: number, count: number): number {
  const centered = selected - Math.floor(height / 2);
  return Math.max(0, Math.min(centered, count - height));
}
