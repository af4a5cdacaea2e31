import type { Chain, LinkId } from '../chain/types.ts';
import type { Weigh } from './hearsay.ts';
import type { Fault, FaultsAt } from './hypotheses.ts';
import type { LinkShares } from './link-shares.ts';
import type { SeriesIndex } from './series.ts';
import type { Stream } from './stream.ts';

/** A fault that may be there in place of another that shows the same. */
export interface InPlaceOf {
  readonly fault: Fault;
  /** The part of the other's probability that belongs to it, 0…1. */
  readonly part: number;
}

/** What is asked about faults that no look tells apart. */
export interface Ground {
  readonly chain: Chain;
  readonly series: Pick<SeriesIndex, 'touching'>;
  readonly faultsAt: FaultsAt;
  /** What is believed of each link by the tables, 0…1. */
  readonly held: Pick<LinkShares, 'get'>;
  /** Of the links of which something was said or changed. */
  readonly said: ReadonlyMap<LinkId, Weigh>;
}

/** Whether none of these looks at the link itself. */
export function isUnlooked(link: LinkId, streams: readonly Stream[]): boolean {
  return streams.every((stream) => stream.link !== link);
}
