import type { LinkId } from '../chain/types.ts';
import type { Stream } from './stream.ts';

/** Every series of looks that has looked at least once, and which of them can tell of a link. */
export class SeriesIndex {
  private readonly byKey = new Map<string, Stream>();
  private readonly byLink = new Map<LinkId, Stream[]>();

  get(key: string): Stream | undefined {
    return this.byKey.get(key);
  }

  add(stream: Stream): void {
    this.byKey.set(stream.key, stream);
    const links = new Set([...stream.stepOf.keys(), ...stream.knockedOnBy]);
    for (const link of links) {
      const known = this.byLink.get(link);
      if (known) known.push(stream);
      else this.byLink.set(link, [stream]);
    }
  }

  /** In the order in which they first looked. */
  get all(): Iterable<Stream> {
    return this.byKey.values();
  }

  get size(): number {
    return this.byKey.size;
  }

  /** The series whose looks meet the link, or may show its faults from beside. */
  touching(link: LinkId): readonly Stream[] {
    return this.byLink.get(link) ?? [];
  }
}
