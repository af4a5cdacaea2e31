import type { LinkId } from '../chain/types.ts';
import { type Meetings, meetingsAt } from './meeting.ts';
import type { Stream } from './stream.ts';

/** A series, and how its looks meet the faults of a link. */
export interface Met {
  readonly stream: Stream;
  readonly meetings: Meetings;
}

/** Every series of looks that has looked at least once, and which of them can tell of a link. */
export class SeriesIndex {
  private readonly byKey = new Map<string, Stream>();
  private readonly inOrder: Stream[] = [];
  private readonly placeOf = new Map<Stream, number>();
  private readonly inTrouble = new Set<Stream>();
  /** The same in order; null where it is not worked out. */
  private inTroubleInOrder: readonly Stream[] | null = null;
  private readonly byLink = new Map<LinkId, Stream[]>();
  /** Of those, as far as somebody asked: the ones whose looks meet faults of the link. */
  private readonly meetingLink = new Map<LinkId, readonly Met[]>();
  private readonly through = new Map<LinkId, Stream[]>();
  /** By the link that they look at. */
  private readonly at = new Map<LinkId, Stream[]>();

  get(key: string): Stream | undefined {
    return this.byKey.get(key);
  }

  add(stream: Stream): void {
    this.byKey.set(stream.key, stream);
    this.placeOf.set(stream, this.placeOf.size);
    this.inOrder.push(stream);
    this.note(stream);
    push(this.at, stream.link, stream);
    for (const link of stream.touched) {
      push(this.byLink, link, stream);
      this.meetingLink.delete(link);
    }
    if (stream.reach === 'through') push(this.through, stream.link, stream);
  }

  /** To be told of each series after whatever may have begun or ended a run of bad looks. */
  note(stream: Stream): void {
    const isKnown = this.inTrouble.has(stream);
    if (isKnown === (stream.badSinceMs !== null)) return;
    if (isKnown) this.inTrouble.delete(stream);
    else this.inTrouble.add(stream);
    this.inTroubleInOrder = null;
  }

  /** The series in a run of bad looks, in the order in which they first looked: among many, few. */
  get troubled(): readonly Stream[] {
    this.inTroubleInOrder ??= [...this.inTrouble].sort(
      (a, b) => this.numberOf(a) - this.numberOf(b),
    );
    return this.inTroubleInOrder;
  }

  /** Its place in the order in which they first looked. */
  numberOf(stream: Stream): number {
    return this.placeOf.get(stream) ?? 0;
  }

  /** In the order in which they first looked. */
  get all(): readonly Stream[] {
    return this.inOrder;
  }

  /** The series that look at the link itself. */
  lookingAt(link: LinkId): readonly Stream[] {
    return this.at.get(link) ?? [];
  }

  /** What its kin show that fail now: series that look at the same link in the same way. */
  kinShow({ link, layer, reach, key }: Stream, nowMs: number): readonly string[] {
    if (layer === null) return [];
    return this.lookingAt(link).flatMap((other) => {
      const isKin = other.layer === layer && other.reach === reach && other.key !== key;
      const { lastSymptom } = other;
      const fails = lastSymptom !== null && lastSymptom !== 'ok' && other.isFresh(nowMs);
      return isKin && fails ? [lastSymptom] : [];
    });
  }

  /** Whether the last look of any series failed, and began after that. */
  failsSince(ms: number): boolean {
    return this.troubled.some(({ looks, okStreak, rests }) => {
      return okStreak === 0 && !rests && (looks.at(-1)?.startedMs ?? 0) > ms;
    });
  }

  /** The series whose looks meet the link, or may show its faults from beside. */
  touching(link: LinkId): readonly Stream[] {
    return this.byLink.get(link) ?? [];
  }

  /** Of those the ones whose looks meet faults of the link, and how. */
  meeting(link: LinkId): readonly Met[] {
    let met = this.meetingLink.get(link);
    if (!met) {
      met = this.touching(link).flatMap((stream) => {
        const meetings = meetingsAt(stream, link);
        return meetings ? [{ stream, meetings }] : [];
      });
      this.meetingLink.set(link, met);
    }
    return met;
  }

  /** The series that ask the link itself, and through it all that is behind. */
  askingThrough(link: LinkId): readonly Stream[] {
    return this.through.get(link) ?? [];
  }
}

function push(map: Map<LinkId, Stream[]>, link: LinkId, stream: Stream): void {
  const known = map.get(link);
  if (known) known.push(stream);
  else map.set(link, [stream]);
}
