import { type Row, run } from '../../terminal/row.ts';
import { chainRows, selectedLink } from '../chain-rows.ts';
import { evidenceRows } from '../evidence.ts';
import { type Layout, shareRows, windowStart } from '../layout.ts';
import { linkRow, tableHead } from '../link-table.ts';
import { newsRows } from '../news.ts';
import { policyRows } from '../policy-rows.ts';
import { rule } from '../rule.ts';
import { verdictBar } from '../verdict-bar.ts';
import type { View } from '../view.ts';
import type { Screen } from './screen.ts';

/** The default: the answer on top, the chain under it, and what happened last. */
export const chainScreen: Screen = {
  draw: (view, place) => {
    const rows = chainRows(view);
    const policies = policyRows(view, place.columns);
    const isFault = view.snapshot.verdict?.status === 'fault';
    const share = shareRows(under(policies, place), rows.length, isFault);
    const selected = chainScreen.position(view);
    const start = windowStart(selected, share.table, rows.length);
    const shown = rows.slice(start, start + share.table);
    const table = shown.map((row, index) =>
      linkRow(row, start + index === selected, view, place.table),
    );
    const empty =
      rows.length === 0 ? [[run('   no link matches; Esc clears the filter', 'muted')]] : [];
    return [
      ...verdictBar(view, place.columns, place.bar.rows),
      ...policies,
      ...(share.rules
        ? [rule(view, place.columns, tableTitle(view, rows.length, share.table))]
        : []),
      tableHead(view, place.table),
      ...empty,
      ...table,
      ...evidenceRows(view, place.columns, share.evidence),
      ...(share.rules ? [rule(view, place.columns, '')] : []),
      ...newsRows(view, place.columns, share.news),
    ].slice(0, place.bodyRows);
  },
  count: (view) => chainRows(view).length,
  position: (view) => {
    const selected = selectedLink(view);
    return Math.max(
      0,
      chainRows(view).findIndex(({ link }) => link === selected),
    );
  },
  moveTo: (view, position) => ({
    ...view.ui,
    selectedLink: chainRows(view)[position]?.link ?? view.ui.selectedLink,
  }),
  page: (view, place) => {
    const rest = under(policyRows(view, place.columns), place);
    return shareRows(rest, chainRows(view).length, false).table;
  },
};

/** What is left under the lines of the policies. */
function under(policies: readonly Row[], place: Layout): Layout {
  return { ...place, bodyRows: place.bodyRows - policies.length };
}

/** Says which lines are missing, so that a filtered or long table is never taken for the whole. */
function tableTitle(view: View, matching: number, height: number): string {
  const without = view.snapshot.replay?.without;
  const shown = shownOf(view, matching, height);
  return [...(without ? [`what if: without ${without}`] : []), ...shown].join('; ');
}

function shownOf({ ui, snapshot }: View, matching: number, height: number): readonly string[] {
  const filter = ui.filter.chain ?? '';
  const parts = [
    ...(filter === '' ? [] : [`filter /${filter}`]),
    ...(ui.onlyFaults ? ['faults only'] : []),
  ];
  if (parts.length > 0) return [`${parts.join(', ')}: ${matching} of ${snapshot.links.size} links`];
  return matching > height ? [`${height} of ${matching} links, j and k move`] : [];
}
