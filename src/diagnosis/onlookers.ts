import type { LinkId } from '../chain/types.ts';
import type { AlikeMeetings } from './alike-meetings.ts';
import { alikeTo, meetingsAt } from './meeting.ts';
import type { SeriesIndex } from './series.ts';
import type { Stream } from './stream.ts';

/** A series that can tell of a link. */
export interface Onlooker {
  readonly stream: Stream;
  /** Its number among all series. */
  readonly number: number;
  /** Whether it looks at the link itself. */
  readonly own: boolean;
  /** How it meets the faults of the link on its way; null where it does not. */
  readonly meets: AlikeMeetings | null;
}

interface OfLink {
  readonly streams: readonly Stream[];
  readonly all: readonly Onlooker[];
}

/** The series that can tell of each link, worked out when they are first asked for. */
export class Onlookers {
  /** By the place of the link. */
  private readonly ofPlace: (OfLink | undefined)[] = [];

  /** In the order in which they first looked. */
  of(link: LinkId, place: number, series: SeriesIndex): readonly Onlooker[] {
    const known = this.ofPlace[place];
    if (known && known.all.length === known.streams.length) return known.all;
    const streams = series.touching(link);
    const all = streams.map((stream) => {
      const meetings = stream.stepOf.has(link) ? meetingsAt(stream, link) : undefined;
      return {
        stream,
        number: series.numberOf(stream),
        own: stream.link === link,
        meets: meetings ? alikeTo(meetings) : null,
      };
    });
    // The list grows with new series; an empty one is not yet the list.
    if (all.length > 0) this.ofPlace[place] = { streams, all };
    return all;
  }
}
