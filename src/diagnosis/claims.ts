import type { LinkId } from '../chain/types.ts';
import type { Claim, EventOf, SourceRecord } from '../events/types.ts';
import type { Admission, Contradiction } from '../events/verdict.ts';
import type { SafeText } from '../text/safe-text.ts';
import { weightOfWord } from './source-trust.ts';

/** A claim that nobody repeated for this long is forgotten. */
const claimLifeMs = 600_000;
/** Work is announced once, and goes on for hours. */
const announcedForMs = 14_400_000;
/**
 * A claim of trouble about a link that looks fine is only called wrong after this: its owner may
 * know more than the looks, and sooner.
 */
const alarmGraceMs = 120_000;
/** Sources remembered of one link. */
const sourcesKept = 32;

/** What one source says of one link. */
interface Saying {
  readonly event: EventOf<'claim'>;
  readonly atMs: number;
  /** When it began to say so without interruption; a change between words of trouble is none. */
  readonly sinceMs: number;
  /** Whether it said the opposite before. */
  readonly turned: boolean;
}

/** Links of which something is seen, and since when. Milliseconds since the epoch; 0: all along. */
export type Seen = ReadonlyMap<LinkId, number>;

/** What was said, per link and source. */
export class Claims {
  private readonly ofLink: Map<LinkId, ReadonlyMap<string, Saying>>;
  private records: ReadonlyMap<string, SourceRecord>;

  /** @param like where given, the new one continues from its state */
  constructor(like?: Claims) {
    this.ofLink = new Map(like?.ofLink);
    this.records = like?.records ?? new Map();
  }

  /** Takes in how often each source was right so far. */
  learn(records: readonly SourceRecord[]): void {
    this.records = new Map(records.map((record) => [keyOf(record), record]));
  }

  add(event: EventOf<'claim'>): void {
    const { link, who, says } = event.data;
    const atMs = Date.parse(event.time);
    const before = this.ofLink.get(link)?.get(who);
    const same = before && isTrouble(before.event.data.says) === isTrouble(says) ? before : null;
    const saying: Saying = {
      event,
      atMs,
      sinceMs: same?.sinceMs ?? atMs,
      turned: same?.turned ?? before !== undefined,
    };
    const sayings = new Map(this.ofLink.get(link));
    sayings.delete(who);
    sayings.set(who, saying);
    const [oldest] = sayings.keys();
    if (sayings.size > sourcesKept && oldest !== undefined) sayings.delete(oldest);
    this.ofLink.set(link, sayings);
  }

  /** Who has announced lately that the link is worked on, and has not said otherwise since; null where nobody has. */
  announcer(link: LinkId, nowMs: number): SafeText | null {
    const sayings = [...(this.ofLink.get(link)?.values() ?? [])];
    const announced = sayings.find(
      ({ event, atMs }) => event.data.says === 'maintenance' && nowMs - atMs <= announcedForMs,
    );
    return announced?.event.data.who ?? null;
  }

  /** Links of which something was said, lately or long ago. */
  get links(): Iterable<LinkId> {
    return this.ofLink.keys();
  }

  has(link: LinkId): boolean {
    return this.ofLink.has(link);
  }

  /** Factor on the odds that `link` is at fault. */
  weight(link: LinkId, nowMs: number): number {
    let weight = 1;
    for (const { event } of this.fresh(link, nowMs)) {
      weight *= weightOfWord(event.data.says, this.records.get(keyOf(event.data)));
    }
    return weight;
  }

  /** Claims of health about links that fail, and of trouble about links that are fine. */
  contradictions(
    failingSince: Seen,
    fineSince: () => Seen,
    nowMs: number,
  ): readonly Contradiction[] {
    const all = [...this.ofLink.keys()].flatMap((link) => this.fresh(link, nowMs));
    const denials = all.flatMap(({ event, turned, sinceMs }): readonly Contradiction[] => {
      const failingMs = failingSince.get(event.data.link);
      if (failingMs === undefined || event.data.says !== 'healthy') return [];
      // A page that is read once a minute has said so all along, unless it was heard to turn.
      const wrongSinceMs = turned ? Math.max(failingMs, sinceMs) : failingMs;
      const record = this.records.get(keyOf(event.data));
      const before = timesWrong(record?.denied, record?.admitted);
      return [{ ...contradiction(event, wrongSinceMs, nowMs), ...before }];
    });
    const alarms = all.filter(({ event: { data } }) => {
      return isTrouble(data.says) && data.says !== 'maintenance' && !failingSince.has(data.link);
    });
    if (alarms.length === 0) return denials;
    const fine = fineSince();
    const falseAlarms = alarms.flatMap(({ event, sinceMs }): readonly Contradiction[] => {
      const fineMs = fine.get(event.data.link);
      if (fineMs === undefined) return [];
      const wrong = contradiction(event, Math.max(fineMs, sinceMs), nowMs);
      const record = this.records.get(keyOf(event.data));
      return [{ ...wrong, kind: 'alarms', ...timesWrong(record?.alarmed, record?.quiet) }];
    });
    return [...denials, ...falseAlarms.filter(({ forMs }) => forMs >= alarmGraceMs)];
  }

  /** Who said of a failing link that it fails, and how long after it was seen. */
  admissions(failingSince: Seen, nowMs: number): readonly Admission[] {
    return [...failingSince].flatMap(([link, failingMs]) =>
      this.fresh(link, nowMs)
        .filter(({ event, sinceMs }) => isTrouble(event.data.says) && sinceMs > failingMs)
        .map(({ event, sinceMs }) => {
          // Its own word for when it said so, where that can be: we only read it now and then.
          const ownMs = Date.parse(event.data.updatedAt ?? '');
          const atMs = ownMs > failingMs && ownMs < sinceMs ? ownMs : sinceMs;
          const { who, words } = event.data;
          const at = new Date(atMs).toISOString();
          return { link, who, words, at, afterMs: atMs - failingMs };
        }),
    );
  }

  private fresh(link: LinkId, nowMs: number): readonly Saying[] {
    const sayings = this.ofLink.get(link);
    if (!sayings) return [];
    return [...sayings.values()].filter(({ atMs }) => nowMs - atMs <= claimLifeMs);
  }
}

function contradiction(event: EventOf<'claim'>, sinceMs: number, nowMs: number): Contradiction {
  const { link, who, words } = event.data;
  return { link, who, words, since: new Date(sinceMs).toISOString(), forMs: nowMs - sinceMs };
}

function timesWrong(wrong = 0, right = 0): Pick<Contradiction, 'before'> {
  return wrong + right === 0 ? {} : { before: { wrong, of: wrong + right } };
}

function isTrouble(says: Claim['says']): boolean {
  return says === 'degraded' || says === 'down' || says === 'maintenance';
}

/** No link has a line break in its name. */
function keyOf({ link, who }: Pick<SourceRecord, 'link' | 'who'>): string {
  return `${link}\n${who}`;
}
