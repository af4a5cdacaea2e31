import type { LinkId } from '../chain/types.ts';
import type { Weights } from './effects/effect.ts';
import type { Fault } from './hypotheses.ts';
import { meetingOf } from './likelihood.ts';
import type { Stream } from './stream.ts';

/** Every series of looks that has looked at least once, and which of them can tell of a link. */
export class SeriesIndex {
  private readonly byKey = new Map<string, Stream>();
  private readonly signatures: string[] = [];
  private readonly byLink = new Map<LinkId, Stream[]>();

  get(key: string): Stream | undefined {
    return this.byKey.get(key);
  }

  add(stream: Stream): void {
    this.signatures.length = 0;
    this.byKey.set(stream.key, stream);
    const links = new Set([...stream.stepOf.keys(), ...stream.knockedOnBy]);
    for (const link of links) {
      const known = this.byLink.get(link);
      if (known) known.push(stream);
      else this.byLink.set(link, [stream]);
    }
  }

  /** The same for faults of one link that show the same to every series. */
  signatureOf(fault: Fault): string {
    let signature = this.signatures[fault.index];
    if (signature === undefined) {
      const meetings = this.touching(fault.link).map((stream) => meetingOf(stream, fault));
      const parts = meetings.map((one) => (one ? `${one.met}*${numberOf(one.shows)}` : ''));
      signature = `${fault.link} ${parts.join()}`;
      this.signatures[fault.index] = signature;
    }
    return signature;
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

/** Distributions by identity: modes share those of common effects. */
const numbers = new WeakMap<Weights, number>();
let numbered = 0;

function numberOf(shows: Weights): number {
  let number = numbers.get(shows);
  if (number === undefined) {
    numbered += 1;
    number = numbered;
    numbers.set(shows, number);
  }
  return number;
}
