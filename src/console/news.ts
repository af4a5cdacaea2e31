import type { Admission, Contradiction } from '../events/verdict.ts';
import { formatDuration } from '../platform/duration.ts';
import { wrongBefore } from '../report/words.ts';
import { cell, fitRow, type Row, run } from '../terminal/row.ts';
import { type EventWords, wordsOf } from './event-words.ts';
import { age, clockTime, clockTimeOf } from './format.ts';
import type { EventEntry } from './snapshot.ts';
import type { View } from './view.ts';

/** A change this long before a fault is named with its distance; earlier ones are history. */
const suspiciousMs = 3_600_000;
const kindColumns = 8;
const columnsForWideLinks = 100;

/**
 * What an engineer asks first: claims that what is seen contradicts, what was changed shortly
 * before the fault, then whatever happened last.
 */
export function newsRows(view: View, columns: number, rows: number): readonly Row[] {
  const { verdict, events } = view.snapshot;
  const claims = [
    ...(verdict?.contradictions ?? []).map((one) => contradictionRow(one, view, columns)),
    ...(verdict?.admissions ?? []).map((one) => admissionRow(one, view, columns)),
  ];
  const changes: EventEntry[] = [];
  const others: EventEntry[] = [];
  // Backwards, and only as far as there is room: the list is long and most of it is old.
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const entry = events[index];
    if (!entry) break;
    if (beforeFault(entry, view) !== null) changes.push(entry);
    else if (others.length < rows) others.push(entry);
    if (changes.length >= rows || view.snapshot.nowMs - entry.atMs > 2 * suspiciousMs) break;
  }
  const happened = [...changes, ...others].map((entry) => eventRow(entry, view, columns));
  // However many claims are wrong, what happened keeps at least one line.
  const kept = claims.slice(0, Math.max(1, rows - 1));
  return [...kept, ...happened].slice(0, rows).map((row) => fitRow(row, columns - 1, view.glyphs));
}

function contradictionRow(claim: Contradiction, view: View, columns: number): Row {
  const { show } = view;
  const how = claim.kind === 'alarms' ? 'but it has looked fine' : 'contradicted';
  const words = `${claim.who}: "${claim.words}", ${how} for ${age(claim.forMs)}${wrongBefore(claim)}`;
  const news = { kind: 'CLAIM', time: clockTimeOf(claim.since), link: claim.link, words };
  return newsRow({ ...news, words: show(words), slot: 'warn' }, view, columns);
}

function admissionRow(
  { who, words, at, link, afterMs }: Admission,
  view: View,
  columns: number,
): Row {
  const said = view.show(`${who}: "${words}", ${formatDuration(afterMs)} after it was seen`);
  const news = { kind: 'CLAIM', time: clockTimeOf(at), link, words: said, slot: 'plain' as const };
  return newsRow(news, view, columns);
}

/** One event as a line; the list of events is made of the same lines. */
export function eventRow(entry: EventEntry, view: View, columns: number): Row {
  const event = wordsOf(entry.event);
  const words = `${view.show(event.words)}${distance(entry, view)}`;
  return newsRow({ ...event, words, time: clockTime(entry.atMs) }, view, columns);
}

function newsRow(news: EventWords & { time: string }, view: View, columns: number): Row {
  const { show, glyphs } = view;
  const { kind, time, link, words, slot } = news;
  const width = columns >= columnsForWideLinks ? 24 : 16;
  return [
    run(` ${cell(kind, kindColumns, glyphs)}`, slot),
    run(`${time}  `, 'muted'),
    run(`${cell(link === null ? '' : show(link), width, glyphs)} `),
    run(words),
  ];
}

/** `, 13 s before the fault` of a change: the first question of every incident. */
function distance(entry: EventEntry, view: View): string {
  const beforeMs = beforeFault(entry, view);
  return beforeMs === null ? '' : `, ${formatDuration(beforeMs)} before the fault`;
}

/** How long before the fault something was changed, where that makes the change suspicious. */
function beforeFault(entry: EventEntry, { snapshot }: View): number | null {
  const culprit = snapshot.verdict?.culprits[0];
  if (entry.event.type !== 'weaklink.change' || !culprit) return null;
  const beforeMs = Date.parse(culprit.since) - entry.atMs;
  return beforeMs >= 0 && beforeMs < suspiciousMs ? beforeMs : null;
}
