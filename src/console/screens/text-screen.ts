import { fitRow, type Row } from '../../terminal/row.ts';
import type { Layout } from '../layout.ts';
import { rule } from '../rule.ts';
import type { View } from '../view.ts';
import type { Screen } from './screen.ts';

/** A screen that is one long text: keys move the first line that is shown. */
export function textScreen(
  name: 'link' | 'help',
  title: string,
  textOf: (view: View, place: Layout) => readonly Row[],
): Screen {
  const height = (place: Layout) => place.bodyRows - 1;
  const lastStart = (rows: readonly Row[], place: Layout) =>
    Math.max(0, rows.length - height(place));
  return {
    draw: (view, place) => {
      const rows = textOf(view, place);
      const start = Math.min(view.ui.scroll[name], lastStart(rows, place));
      const below = lastStart(rows, place) - start;
      const more = below > 0 ? [`${below} more lines below`] : [];
      return [
        rule(view, place.columns, [title, ...more].join('; ')),
        ...rows
          .slice(start, start + height(place))
          .map((row) => fitRow(row, place.columns - 1, view.glyphs)),
      ];
    },
    count: (view, place) => lastStart(textOf(view, place), place) + 1,
    position: (view) => view.ui.scroll[name],
    moveTo: ({ ui }, position) => ({ ...ui, scroll: { ...ui.scroll, [name]: position } }),
    page: (_view, place) => height(place),
  };
}
