import type { LinkId } from '../chain/types.ts';
import type { Stream } from './stream.ts';

/** Every series of looks that has looked at least once, and which of them can tell of a link. */
export class SeriesIndex {
  private readonly byKey = new Map<string, Stream>();
  private readonly inOrder: Stream[] = [];
  private readonly placeOf = new Map<Stream, number>();
  private readonly inTrouble = new Set<Stream>();
  private readonly byLink = new Map<LinkId, Stream[]>();
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
    for (const link of stream.touched) push(this.byLink, link, stream);
    if (stream.reach === 'through') push(this.through, stream.link, stream);
  }

  /** To be told of each series after whatever may have begun or ended a run of bad looks. */
  note(stream: Stream): void {
    if (stream.badSinceMs === null) this.inTrouble.delete(stream);
    else this.inTrouble.add(stream);
  }

  /** The series in a run of bad looks, in the order in which they first looked: among many, few. */
  get troubled(): readonly Stream[] {
    return [...this.inTrouble].sort((a, b) => this.numberOf(a) - this.numberOf(b));
  }

  /** Its place in the order in which they first looked. */
  numberOf(stream: Stream): number {
    return this.placeOf.get(stream) ?? 0;
  }

  /** In the order in which they first looked. */
  get all(): readonly Stream[] {
    return this.inOrder;
  }

  /** What its kin show that fail now: series that look at the same link in the same way. */
  kinShow({ link, layer, reach, key }: Stream, nowMs: number): readonly string[] {
    if (layer === null) return [];
    return (this.at.get(link) ?? []).flatMap((other) => {
      const isKin = other.layer === layer && other.reach === reach && other.key !== key;
      const { lastSymptom } = other;
      const fails = lastSymptom !== null && lastSymptom !== 'ok' && other.isFresh(nowMs);
      return isKin && fails ? [lastSymptom] : [];
    });
  }

  /** The series whose looks meet the link, or may show its faults from beside. */
  touching(link: LinkId): readonly Stream[] {
    return this.byLink.get(link) ?? [];
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
