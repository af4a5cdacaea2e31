import type { DatabaseSync } from 'node:sqlite';
import type { LinkId } from '../../chain/types.ts';
import { sanitise } from '../../text/sanitise.ts';
import { isPlainObservation } from '../schema/plain-observation.ts';
import type { Claim, EventOf } from '../types.ts';

/** Sessions that are remembered, of whatever chain: each holds its whole chain. */
const SESSIONS = 200;
/** Claims read back: two days of a page that is read every minute. */
const CLAIMS = 3_000;
/** Verdicts read back: one is written when it says something new … */
const VERDICTS = 1_000;
/** … and characters of them: those of a large chain are long, and a start does not wait for long. */
const VERDICT_CHARACTERS = 8_000_000;
/** Links whose last looks are read back: 16 looks each are some 2,000 rows, or 60 ms. */
const LINKS = 128;
const LOOKS_OF_A_LINK = 16;
const NAME_CHARACTERS = 300;

/** A claim, as far as its truth can be judged later. */
export interface PastClaim {
  readonly atMs: number;
  /** `source` of its event: the session. */
  readonly session: string;
  readonly link: LinkId;
  readonly who: Claim['who'];
  readonly says: Claim['says'];
}

/** A verdict, as far as it says which links were broken and which were fine. */
export interface PastVerdict {
  readonly atMs: number;
  readonly session: string;
  readonly culprits: readonly LinkId[];
  readonly cleared: readonly LinkId[];
}

/** What earlier sessions of a chain leave behind. Each list oldest first. */
export interface Past {
  readonly claims: readonly PastClaim[];
  /** Empty where there are no claims: they are read to judge those. */
  readonly verdicts: readonly PastVerdict[];
  /** Of the last session, the newest looks at each link. */
  readonly observations: readonly EventOf<'observation'>[];
}

export const noPast: Past = { claims: [], verdicts: [], observations: [] };

/**
 * Reads back what a new session begins with, within bounds and without the schemas, which take longer
 * to load than this takes. What is not as weaklink writes it is left out.
 *
 * @param chain name of the chain whose sessions count
 * @throws what SQLite throws
 */
export function readPast(database: DatabaseSync, chain: string, links: readonly LinkId[]): Past {
  const sessions = database
    .prepare(
      `SELECT json_extract(body, '$.source') AS source FROM (
         SELECT body FROM events WHERE kind = 'session' AND kind <> 'observation'
         ORDER BY time DESC LIMIT ${SESSIONS})
       WHERE json_valid(body) AND json_extract(body, '$.data.chain.name') = ?`,
    )
    .all(chain)
    .map(({ source }) => String(source));
  const [last] = sessions;
  if (last === undefined) return noPast;
  const known = new Set(sessions);
  const ours = <T extends { readonly session: string }>({ session }: T) => known.has(session);
  const claims = readClaims(database).filter(ours);
  return {
    claims,
    verdicts: claims.length === 0 ? [] : readVerdicts(database).filter(ours),
    observations: readObservations(database, last, links),
  };
}

function readClaims(database: DatabaseSync): readonly PastClaim[] {
  return database
    .prepare(
      `SELECT time, json_extract(body, '$.source', '$.data.link', '$.data.who', '$.data.says') AS told
       FROM events WHERE kind = 'claim' AND kind <> 'observation' AND json_valid(body)
       ORDER BY time DESC LIMIT ${CLAIMS}`,
    )
    .all()
    .reverse()
    .flatMap(({ time, told }): readonly PastClaim[] => {
      const [session, link, who, says] = listIn(told);
      if (typeof session !== 'string' || typeof link !== 'string') return [];
      if (typeof who !== 'string' || !isSaying(says)) return [];
      return [{ atMs: Number(time), session, link: nameOf(link), who: nameOf(who), says }];
    });
}

function readVerdicts(database: DatabaseSync): readonly PastVerdict[] {
  const query = database.prepare(
    `SELECT time, length(body) AS characters, json_extract(body, '$.source') AS session,
         json_extract(body, '$.data.culprits') AS culprits,
         json_extract(body, '$.data.cleared') AS cleared
       FROM events WHERE kind = 'verdict' AND kind <> 'observation' AND json_valid(body)
       ORDER BY time DESC LIMIT ${VERDICTS}`,
  );
  const verdicts: PastVerdict[] = [];
  let characters = 0;
  for (const row of query.iterate()) {
    characters += Number(row.characters);
    if (characters > VERDICT_CHARACTERS) break;
    verdicts.push({
      atMs: Number(row.time),
      session: String(row.session),
      culprits: listIn(row.culprits).flatMap((one) => linkOf(one)),
      cleared: listIn(row.cleared).flatMap((one) => (typeof one === 'string' ? [nameOf(one)] : [])),
    });
  }
  return verdicts.reverse();
}

function readObservations(
  database: DatabaseSync,
  session: string,
  links: readonly LinkId[],
): readonly EventOf<'observation'>[] {
  const query = database.prepare(
    `SELECT sequence, body FROM events WHERE link = ? AND kind = 'observation'
     ORDER BY time DESC LIMIT ${LOOKS_OF_A_LINK}`,
  );
  return links
    .slice(0, LINKS)
    .flatMap((link) => query.all(link))
    .sort((a, b) => Number(a.sequence) - Number(b.sequence))
    .flatMap(({ body }) => {
      const text = String(body);
      const value = parsed(text);
      if (!isPlainObservation(text, value)) return [];
      const event = value as EventOf<'observation'>;
      return event.source === session ? [event] : [];
    });
}

function linkOf(culprit: unknown): readonly LinkId[] {
  if (typeof culprit !== 'object' || culprit === null || !('link' in culprit)) return [];
  return typeof culprit.link === 'string' ? [nameOf(culprit.link)] : [];
}

/** The list in a column; none where it is no list. */
function listIn(json: unknown): readonly unknown[] {
  const value = typeof json === 'string' ? parsed(json) : undefined;
  return Array.isArray(value) ? value : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const sayings: ReadonlySet<unknown> = new Set<Claim['says']>([
  'healthy',
  'degraded',
  'down',
  'maintenance',
  'unknown',
]);

function isSaying(value: unknown): value is Claim['says'] {
  return sayings.has(value);
}

function nameOf(text: string): Claim['who'] {
  return sanitise(text, { maxCharacters: NAME_CHARACTERS });
}
