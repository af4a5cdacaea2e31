import { fitRow, type Row, type Run, rowWidth, run, spread } from '../terminal/row.ts';
import { bindingsOn, keyLabel } from './keymap.ts';
import type { Snapshot } from './snapshot.ts';
import { shownScreen, type UiState } from './ui-state.ts';
import type { View } from './view.ts';

/** One line: what the keys do here, or the filter being typed, or the answer to the last key. */
export function footer(view: View, columns: number): Row {
  const { ui, glyphs } = view;
  const screen = shownScreen(ui);
  if (ui.editing) {
    const typed = view.show(ui.filter[screen] ?? '');
    const hint = run('Enter keeps it, Esc clears it ', 'muted');
    return spread([run(` /${typed}`, 'strong'), run(' ', 'selected')], [hint], columns, glyphs);
  }
  if (ui.jumpText !== null) {
    const typed = view.show(ui.jumpText);
    const hint = run('14:02, 5m, -30s; Enter goes there, Esc stays ', 'muted');
    return spread(
      [run(` jump to ${typed}`, 'strong'), run(' ', 'selected')],
      [hint],
      columns,
      glyphs,
    );
  }
  if (ui.notice !== null)
    return fitRow([run(` ${view.show(ui.notice)}`, 'strong')], columns, glyphs);
  const cost = costOf(view, columns);
  return spread(keysOf(view, columns - rowWidth(cost) - 1), cost, columns, glyphs);
}

/** As many keys as fit, the most wanted first. */
function keysOf({ snapshot, ui }: View, room: number): Row {
  const isReplay = snapshot.replay !== null;
  const bindings = bindingsOn(
    shownScreen(ui),
    snapshot.faults !== null,
    isReplay,
    snapshot.game !== null,
  )
    .filter(({ id, footer: shown }) => shown !== undefined && hasUse(id, snapshot, ui))
    .toSorted((a, b) => (a.footer?.order ?? 0) - (b.footer?.order ?? 0));
  const row: Run[] = [];
  for (const { keys, footer: shown } of bindings) {
    const runs = [run(` ${keyLabel(keys[0] ?? '')}`, 'strong'), run(` ${shown?.label} `, 'muted')];
    if (rowWidth([...row, ...runs]) > room) break;
    row.push(...runs);
  }
  return row;
}

/** A key that would do nothing now leaves its place to one that would. */
function hasUse(id: string, snapshot: Snapshot, ui: UiState): boolean {
  const { faults, verdict, game, flow } = snapshot;
  if (id === 'name-culprit' || id === 'reveal') return game?.phase === 'hidden';
  if (id === 'hint') return game?.phase === 'hidden' && game.hintsLeft > 0;
  if (id === 'filter' && shownScreen(ui) === 'drill') return game?.phase === 'hidden';
  if (id === 'clear-faults') return (faults?.active.length ?? 0) > 0;
  if (id === 'flow') return flow !== null;
  if (id === 'flow-open') return ui.flow.node !== null || ui.flow.trail.length > 0;
  if (id === 'flow-model') return (flow?.models.length ?? 0) > 1;
  return id !== 'next-look' || verdict?.next != null;
}

/** What weaklink itself costs; only where there is room to spare. */
function costOf({ snapshot }: View, columns: number): Row {
  const { cost } = snapshot;
  if (!cost || columns < 120) return [];
  const looks = `${Math.round(cost.looksPerSecond)} looks/s`;
  return [run(`own cost ${looks}, ${Math.round(cost.cpuPercent)} % of a core `, 'muted')];
}
