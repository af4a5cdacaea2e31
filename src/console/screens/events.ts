import { type Row, run } from '../../terminal/row.ts';
import { wordsOf } from '../event-words.ts';
import { counted } from '../format.ts';
import { windowStart } from '../layout.ts';
import { eventRow } from '../news.ts';
import { rule } from '../rule.ts';
import type { EventEntry, Snapshot } from '../snapshot.ts';
import type { View } from '../view.ts';
import type { Screen } from './screen.ts';

/** Everything that happened, newest first. */
export const eventsScreen: Screen = {
  draw: (view, place) => {
    const entries = shownEvents(view);
    const height = place.bodyRows - 1;
    const selected = eventsScreen.position(view);
    const start = windowStart(selected, height, entries.length);
    const rows = entries.slice(start, start + height).map((entry, index) => {
      const row = eventRow(entry, view, place.columns);
      return start + index === selected ? pointed(row, view) : row;
    });
    const empty: Row = [run('   nothing to show', 'muted')];
    return [
      rule(view, place.columns, title(view, entries.length)),
      ...(rows.length ? rows : [empty]),
    ];
  },
  count: (view) => shownEvents(view).length,
  position: (view) => {
    const { selectedEvent } = view.ui;
    if (selectedEvent === null) return 0;
    return Math.max(
      0,
      shownEvents(view).findIndex(({ sequence }) => sequence <= selectedEvent),
    );
  },
  moveTo: (view, position) => ({
    ...view.ui,
    // On the newest line the list follows what comes.
    selectedEvent: position === 0 ? null : (shownEvents(view)[position]?.sequence ?? null),
  }),
  page: (_view, place) => place.bodyRows - 1,
};

export function selectedEvent(view: View): EventEntry | undefined {
  return shownEvents(view)[eventsScreen.position(view)];
}

function shownEvents({ snapshot, ui }: View): readonly EventEntry[] {
  const filter = (ui.filter.events ?? '').toLowerCase();
  return (ui.everyLook ? everyEvent(snapshot) : snapshot.events)
    .filter((entry) => {
      if (filter === '' && !ui.onlyFaults) return true;
      const { kind, link, words, slot } = wordsOf(entry.event);
      if (ui.onlyFaults && slot !== 'fail' && slot !== 'warn') return false;
      return `${kind} ${link ?? ''} ${words}`.toLowerCase().includes(filter);
    })
    .reverse();
}

/** All that is still known: every kind of late, and what told something new before that. */
function everyEvent({ events, recent }: Snapshot): readonly EventEntry[] {
  const oldest = recent[0]?.sequence ?? 0;
  return [...events.filter(({ sequence }) => sequence < oldest), ...recent];
}

function pointed(row: Row, { glyphs }: View): Row {
  const [first, ...rest] = row;
  return first
    ? [run(glyphs.pointer, 'strong'), { ...first, text: first.text.slice(1) }, ...rest]
    : row;
}

function title({ ui }: View, count: number): string {
  const filter = ui.filter.events ?? '';
  return [
    ui.everyLook ? `${counted(count, 'event')}, every look` : counted(count, 'notable event'),
    ...(filter === '' ? [] : [`filter /${filter}`]),
    ...(ui.onlyFaults ? ['faults only'] : []),
  ].join(', ');
}
