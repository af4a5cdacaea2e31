import { linksById, linksOf, reachable } from '../chain/path.ts';
import type { Chain, LinkId, LinkKind } from '../chain/types.ts';
import { calibration } from './calibration.ts';
import { flickers } from './leak.ts';
import type { Stream } from './stream.ts';
import { countOf } from './words.ts';

/** Bad looks of a series from which it is no accident, where its symptom comes and goes with nothing broken. */
const noAccident = 2;

const even = 0.5;

/** What runs something else. */
const holders: ReadonlySet<LinkKind> = new Set(['container', 'process']);

/** What speaks for a link. */
export const groups = [
  'alone, by itself',
  'alone, by others',
  'company, by itself',
  'company, by others',
  'company, needs another',
] as const;
export type Group = (typeof groups)[number];

/** How far the tables are to be believed when they say that a link is broken. */
export class Trust {
  private readonly chain: Chain;
  /** Links at which looks fail. */
  private readonly failing: ReadonlySet<LinkId>;
  private readonly needed = new Map<LinkId, ReadonlySet<LinkId>>();

  /** @param streams those in a run of bad looks count, whatever others are among them */
  constructor(chain: Chain, streams: readonly Stream[]) {
    this.chain = chain;
    this.failing = new Set(streams.filter(isNoAccident).map(({ link }) => link));
  }

  /**
   * P(the link is broken | the tables say that just these are), 0…1.
   *
   * @param links hold the link
   * @param held what the tables give to the link in all, 0…1
   */
  of(link: LinkId, links: readonly LinkId[], held: number): number {
    const { alone, inCompany } = calibration;
    switch (this.groupOf(link, links)) {
      case 'alone, by itself':
        return alone.byItself;
      case 'alone, by others':
        return held <= even ? 1 : (even + (held - even) * alone.byOthers) / held;
      case 'company, needs another':
        return inCompany.needsAnother;
      case 'company, by itself':
        return inCompany.byItself;
      case 'company, by others':
        return inCompany.byOthers;
    }
  }

  /** What speaks for a link where just these are broken; `links` hold it. */
  groupOf(link: LinkId, links: readonly LinkId[]): Group {
    const by = this.isSeen(link) ? 'by itself' : 'by others';
    if (links.length < 2) return `alone, ${by}`;
    return this.needsAnother(link, links) ? 'company, needs another' : `company, ${by}`;
  }

  private isSeen(link: LinkId): boolean {
    return this.failing.has(link);
  }

  private needsAnother(link: LinkId, links: readonly LinkId[]): boolean {
    return links.some((other) => other !== link && this.isSeen(other) && this.needs(link, other));
  }

  private needs(link: LinkId, other: LinkId): boolean {
    let all = this.needed.get(link);
    if (!all) {
      const { links, models } = this.chain;
      const own = linksById(this.chain).get(link);
      const ofModels = models.flatMap(({ at, needs }) => (at === link ? needs : []));
      // A process or a container gives up for want of what it runs needs.
      const runs =
        own && holders.has(own.kind)
          ? links.filter(({ needs }) => needs.flatMap(linksOf).includes(link))
          : [];
      const needs = [...(own?.needs ?? []), ...ofModels, ...runs.flatMap((one) => one.needs)];
      all = reachable(linksById(this.chain), needs);
      this.needed.set(link, all);
    }
    return all.has(other);
  }
}

function isNoAccident(stream: Stream): boolean {
  const symptom = stream.looks.findLast((look) => look.symptom !== 'ok')?.symptom;
  if (stream.badSinceMs === null || symptom === undefined) return false;
  return !flickers(symptom) || countOf(stream).bad >= noAccident;
}
