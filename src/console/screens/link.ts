import { selectedLink } from '../chain-rows.ts';
import { linkDetail } from '../link-detail.ts';
import { textScreen } from './text-screen.ts';

/** Everything known about one link. */
export const linkScreen = textScreen('link', 'link; q goes back', (view, place) => {
  const { snapshot, ui } = view;
  // A link opened from the list of events need not be in the table.
  const opened = ui.selectedLink !== null && snapshot.links.has(ui.selectedLink);
  const id = opened ? ui.selectedLink : selectedLink(view);
  const link = id === null ? undefined : snapshot.links.get(id);
  return link ? linkDetail(link, view, place) : [];
});
