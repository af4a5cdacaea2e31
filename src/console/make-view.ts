import type { TerminalCapabilities } from '../terminal/capabilities.ts';
import type { Charts } from '../terminal/charts/charts.ts';
import { glyphsFor } from '../terminal/glyphs.ts';
import { maskAddresses, type Show, showAll } from './privacy.ts';
import type { StoreState } from './store.ts';
import type { View } from './view.ts';

/** The state of the store → what screens draw from, on one terminal. */
export type MakeView = (state: StoreState) => View;

export function viewMaker(
  terminal: Pick<TerminalCapabilities, 'unicode'>,
  charts: Charts,
): MakeView {
  const glyphs = glyphsFor(terminal);
  let masked: Show | null = null;
  return ({ snapshot, ui }) => {
    if (ui.masked) masked ??= maskAddresses(snapshot.chain, snapshot.title.host, glyphs.mask);
    return {
      snapshot: ui.frozen ?? snapshot,
      presentMs: snapshot.nowMs,
      ui,
      glyphs,
      charts,
      show: ui.masked && masked ? masked : showAll,
    };
  };
}
