import type { LinkId } from '../chain/types.ts';
import type { Claim, SourceRecord } from '../events/types.ts';

/** A claim of an earlier session. */
export interface ClaimMade {
  readonly atMs: number;
  /** The verdicts of one session say nothing about the time of another. */
  readonly session: string;
  readonly link: LinkId;
  readonly who: Claim['who'];
  readonly says: Claim['says'];
}

/** What was seen at that time: a verdict holds until the next one of its session. */
export interface VerdictDrawn {
  readonly atMs: number;
  readonly session: string;
  readonly culprits: readonly LinkId[];
  readonly cleared: readonly LinkId[];
}

/** Time without a fault is cut into pieces this long, each of which counts once. */
const fineStretchMs = 3_600_000;
/** After a fault a claim of trouble is no false alarm for this long: pages are closed late. */
const closingMs = 600_000;
/** Records kept: more links than people read pages about. */
const mostRecords = 1_000;

/** A time in which a link was broken, or in which it was fine. */
interface Stretch {
  readonly isBroken: boolean;
  readonly fromMs: number;
  readonly toMs: number;
}

type Heard = 'trouble' | 'health';

/**
 * How often each source was right, from what was said and what was seen at that time. Where nothing
 * was certain, nothing is counted.
 *
 * @param claims oldest first
 * @param verdicts oldest first
 */
export function sourceRecords(
  claims: readonly ClaimMade[],
  verdicts: readonly VerdictDrawn[],
): readonly SourceRecord[] {
  const drawn = Map.groupBy(verdicts, ({ session }) => session);
  const made = Map.groupBy(claims, ({ session, link, who }) => [session, link, who].join('\n'));
  const records = new Map<string, SourceRecord>();
  for (const sayings of made.values()) {
    const [first] = sayings;
    if (!first) continue;
    const { session, link, who } = first;
    const key = `${link}\n${who}`;
    const before = records.get(key) ?? { link, who, denied: 0, admitted: 0, alarmed: 0, quiet: 0 };
    const stretches = stretchesOf(link, drawn.get(session) ?? [], sayings.at(-1)?.atMs ?? 0);
    records.set(key, countIn(before, sayings, stretches));
  }
  return [...records.values()]
    .filter(({ denied, admitted, alarmed, quiet }) => denied + admitted + alarmed + quiet > 0)
    .sort((a, b) => compare(a.link, b.link) || compare(a.who, b.who))
    .slice(0, mostRecords);
}

/** What verdicts left open belongs to the stretch that they interrupt. */
function stretchesOf(
  link: LinkId,
  verdicts: readonly VerdictDrawn[],
  endMs: number,
): readonly Stretch[] {
  const turns: { isBroken: boolean; fromMs: number }[] = [];
  for (const { atMs, culprits, cleared } of verdicts) {
    const isBroken = culprits.includes(link);
    if (!isBroken && !cleared.includes(link)) continue;
    if (turns.at(-1)?.isBroken !== isBroken) turns.push({ isBroken, fromMs: atMs });
  }
  return turns.flatMap(({ isBroken, fromMs }, index) => {
    const toMs = Math.max(fromMs, turns[index + 1]?.fromMs ?? endMs + 1);
    if (isBroken) return [{ isBroken, fromMs, toMs }];
    return cut(index === 0 ? fromMs : fromMs + closingMs, toMs);
  });
}

function cut(fromMs: number, toMs: number): readonly Stretch[] {
  const count = Math.max(0, Math.ceil((toMs - fromMs) / fineStretchMs));
  return Array.from({ length: count }, (_, index) => {
    const start = fromMs + index * fineStretchMs;
    return { isBroken: false, fromMs: start, toMs: Math.min(toMs, start + fineStretchMs) };
  });
}

function countIn(
  before: SourceRecord,
  sayings: readonly ClaimMade[],
  stretches: readonly Stretch[],
): SourceRecord {
  const counts = { ...before };
  let next = 0;
  for (const { isBroken, fromMs, toMs } of stretches) {
    let heard: Heard | null = null;
    for (let saying = sayings[next]; saying && saying.atMs < toMs; saying = sayings[next]) {
      next += 1;
      if (saying.atMs >= fromMs) heard = worse(heard, heardIn(saying.says));
    }
    if (heard === null) continue;
    if (isBroken) counts[heard === 'trouble' ? 'admitted' : 'denied'] += 1;
    else counts[heard === 'trouble' ? 'alarmed' : 'quiet'] += 1;
  }
  return counts;
}

/** Maintenance is announced whether or not anything breaks: it counts neither way. */
function heardIn(says: Claim['says']): Heard | null {
  if (says === 'healthy') return 'health';
  return says === 'degraded' || says === 'down' ? 'trouble' : null;
}

function worse(a: Heard | null, b: Heard | null): Heard | null {
  return a === 'trouble' || b === 'trouble' ? 'trouble' : (a ?? b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
