import type { Row } from '../../terminal/row.ts';
import type { Layout } from '../layout.ts';
import type { UiState } from '../ui-state.ts';
import type { View } from '../view.ts';

/** One screen: how it looks, and what moving through it means. Pure functions of the view. */
export interface Screen {
  /** At most `place.bodyRows` rows. */
  draw(view: View, place: Layout): readonly Row[];
  /** Places that the selection, or the first line shown, can have. */
  count(view: View, place: Layout): number;
  position(view: View): number;
  moveTo(view: View, position: number): UiState;
  /** Lines that a page key moves by. */
  page(view: View, place: Layout): number;
}
