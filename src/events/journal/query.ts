import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { LinkId } from '../../chain/types.ts';
import { readEvent } from '../schema.ts';
import type { EventKind, WeaklinkEvent } from '../types.ts';

/** Events in one page of an answer by default, and at most: about 10 MB and 100 MB of JSON. */
const PAGE_EVENTS = 10_000;
const MAX_PAGE_EVENTS = 100_000;

export interface JournalQuery {
  /** Events that happened at or after it. Milliseconds since the epoch. */
  readonly fromMs?: number;
  /** Events that happened before it. Milliseconds since the epoch. */
  readonly toMs?: number;
  readonly kinds?: readonly EventKind[];
  readonly link?: LinkId;
  /** Where the page before ended: its `next`. */
  readonly after?: number;
  /** Events in the answer: 10,000 by default, 100,000 at most. */
  readonly limit?: number;
  /** The newest events that fit instead of the oldest. They stand oldest first all the same. */
  readonly newest?: boolean;
}

export interface JournalPage {
  /** In the order in which they were written. */
  readonly events: readonly WeaklinkEvent[];
  /** Events of types that this version does not know, counted by type. They stay in the journal. */
  readonly unknownTypes: ReadonlyMap<string, number>;
  /** Events that could not be read. */
  readonly damaged: number;
  /** Pass it as `after` for the next page; null when this was the last. */
  readonly next: number | null;
}

/** @throws what SQLite throws */
export function queryJournal(database: DatabaseSync, query: JournalQuery): JournalPage {
  const limit = Math.min(Math.max(1, query.limit ?? PAGE_EVENTS), MAX_PAGE_EVENTS);
  const { where, order, values } = conditions(query);
  const direction = query.newest ? 'DESC' : 'ASC';
  // First the numbers, which the indexes hold; then only those bodies that are in the answer.
  const rows = database
    .prepare(
      `SELECT sequence, body FROM events WHERE sequence IN (
         SELECT sequence FROM events WHERE ${where} ORDER BY ${order} ${direction} LIMIT ${limit + 1})
       ORDER BY sequence ${direction}`,
    )
    .all(...values);
  const more = rows.length > limit;
  const page = rows.slice(0, limit);
  if (query.newest) page.reverse();

  const events: WeaklinkEvent[] = [];
  const unknownTypes = new Map<string, number>();
  let damaged = 0;
  for (const { body } of page) {
    const read = readEvent(String(body));
    if (read.kind === 'event') events.push(read.event);
    else if (read.kind === 'damaged') damaged += 1;
    else unknownTypes.set(read.type, (unknownTypes.get(read.type) ?? 0) + 1);
  }
  const last = page.at(-1)?.sequence;
  const next = more && !query.newest ? Number(last) : null;
  return { events, unknownTypes, damaged, next };
}

function conditions(query: JournalQuery) {
  const parts: [string, SQLInputValue[]][] = [];
  if (query.fromMs !== undefined) parts.push(['time >= ?', [query.fromMs]]);
  if (query.toMs !== undefined) parts.push(['time < ?', [query.toMs]]);
  if (query.link !== undefined) parts.push(['link = ?', [query.link]]);
  // Says what the planner cannot conclude: the index over the other kinds may be used.
  if (query.kinds && !query.kinds.includes('observation'))
    parts.push(["kind <> 'observation'", []]);
  // Where an index narrows the search, `+` keeps the planner from walking the whole table instead,
  // which it likes because that gives the order for free.
  const order = parts.length > 0 ? '+sequence' : 'sequence';
  parts.push([`${order} > ?`, [query.after ?? 0]]);
  if (query.kinds) {
    parts.push([`kind IN (${query.kinds.map(() => '?').join(', ')})`, [...query.kinds]]);
  }
  return {
    where: parts.map(([sql]) => sql).join(' AND '),
    order,
    values: parts.flatMap(([, values]) => values),
  };
}
