import { cell, fitRow, type Row, run } from '../../terminal/row.ts';
import type { FeedFault } from '../feed.ts';
import { counted } from '../format.ts';
import { windowStart } from '../layout.ts';
import { rule } from '../rule.ts';
import type { View } from '../view.ts';
import type { Screen } from './screen.ts';

/** Which faults can be injected, and which are in force. */
export const faultsScreen: Screen = {
  draw: (view, place) => {
    const faults = shownFaults(view);
    const active = new Set(view.snapshot.faults?.active);
    const height = place.bodyRows - 2;
    const selected = faultsScreen.position(view);
    const start = windowStart(selected, height, faults.length);
    const rows = faults
      .slice(start, start + height)
      .map((fault, index) =>
        faultRow(fault, active.has(fault.name), start + index === selected, view, place.columns),
      );
    return [
      rule(view, place.columns, title(view, faults.length)),
      head(view, place.columns),
      ...(rows.length > 0 ? rows : [[run('   no fault matches; Esc clears the filter', 'muted')]]),
    ];
  },
  count: (view) => shownFaults(view).length,
  position: (view) => Math.max(0, Math.min(view.ui.selectedFault, shownFaults(view).length - 1)),
  moveTo: (view, position) => ({ ...view.ui, selectedFault: position }),
  page: (_view, place) => place.bodyRows - 2,
};

export function selectedFault(view: View): FeedFault | undefined {
  return shownFaults(view)[faultsScreen.position(view)];
}

function shownFaults({ snapshot, ui }: View): readonly FeedFault[] {
  const filter = (ui.filter.faults ?? '').toLowerCase();
  return (snapshot.faults?.list ?? []).filter(({ name, link, mode, title: words }) =>
    `${name} ${link} ${mode} ${words}`.toLowerCase().includes(filter),
  );
}

function title({ snapshot, ui }: View, count: number): string {
  const active = snapshot.faults?.active ?? [];
  const inForce = active.length > 0 ? `in force: ${active.join(', ')}` : 'none in force';
  const filter = ui.filter.faults ?? '';
  return `${counted(count, 'fault')}, ${inForce}${filter === '' ? '' : `, filter /${filter}`}`;
}

function widths(columns: number) {
  return {
    name: Math.min(30, Math.round(columns * 0.3)),
    link: Math.min(24, Math.round(columns * 0.22)),
  };
}

function head({ glyphs }: View, columns: number): Row {
  const { name, link } = widths(columns);
  return [
    run(`   ${cell('FAULT', name, glyphs)} ${cell('LINK', link, glyphs)} WHAT IT DOES`, 'muted'),
  ];
}

function faultRow(
  fault: FeedFault,
  isActive: boolean,
  isSelected: boolean,
  view: View,
  columns: number,
): Row {
  const { glyphs, show } = view;
  const { name, link } = widths(columns);
  const row: Row = [
    run(isSelected ? glyphs.pointer : ' ', 'strong'),
    run(isActive ? glyphs.fail : ' ', 'fail'),
    run(' '),
    run(cell(show(fault.name), name, glyphs), isSelected ? 'selected' : 'plain'),
    run(` ${cell(show(fault.link), link, glyphs)} `, 'muted'),
    ...(isActive ? [run('in force: ', 'fail')] : []),
    run(show(fault.title)),
  ];
  return fitRow(row, columns - 1, glyphs);
}
