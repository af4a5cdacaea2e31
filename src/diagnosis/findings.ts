import type { Chain, LinkId } from '../chain/types.ts';
import type { LinkFinding } from '../events/verdict.ts';
import { round } from './culprit.ts';
import { type Circumstances, type Finding, findingOf, isSuspect, retold } from './finding.ts';
import type { Fault } from './hypotheses.ts';
import type { LinkShares } from './link-shares.ts';
import { modeTableOf } from './mode-table.ts';
import { Onlookers } from './onlookers.ts';
import type { SeriesIndex } from './series.ts';
import { type News, SeriesNews } from './series-news.ts';
import type { Stream } from './stream.ts';

interface FindingsInput extends Circumstances {
  readonly chain: Chain;
  readonly series: SeriesIndex;
  readonly linkProbability: LinkShares;
}

/** What is said of every link, in the order of the chain. */
export interface Said {
  readonly links: readonly LinkFinding[];
  readonly cleared: readonly LinkId[];
  readonly untested: readonly LinkId[];
}

/** What there is to do about a link: nothing, its words alone, or everything. */
const wordsAlone = 1;
const everything = 2;

/**
 * Says of every link whether it is blamed, cleared, suffering or not looked at, and why. Remembers what it
 * said, and looks anew only at links of which something that this hangs on is news.
 */
export class Findings {
  private readonly news = new SeriesNews();
  /** By the place of a link. */
  private readonly found: Finding[] = [];
  private readonly onlookers = new Onlookers();
  private said: Said = { links: [], cleared: [], untested: [] };
  /** Places of the links for which a series speaks, or spoke once. */
  private readonly spokenFor = new Map<Stream, Set<number>>();
  /** Places of links of which a look is bad, or too old: its words age. */
  private readonly uneasy = new Set<number>();
  private blamed: readonly Fault[] = [];
  private before: Pick<Circumstances, 'sinceMs' | 'suspectedFrom'> = {
    sinceMs: null,
    suspectedFrom: 1,
  };

  of(input: FindingsInput): Said {
    const { chain, linkProbability } = input;
    const { links } = chain;
    const work = new Uint8Array(links.length);
    this.markNews(work, input);
    this.markBlamed(work, input);
    const before = this.said.links;
    let now: LinkFinding[] | null = null;
    let isOther = false;
    for (let place = 0; place < links.length; place += 1) {
      const known = before[place];
      const probability = round(linkProbability.at(place));
      const isNew = !known || this.hangsOn(place, known.probability, probability, input);
      if (!isNew && work[place] === 0 && known.probability === probability) continue;
      const id = links[place]?.id as LinkId;
      const { state, why } =
        isNew || work[place] === everything
          ? this.findAnew(place, id, probability, input)
          : this.retell(place, input.nowMs);
      if (known?.state === state && known.why === why && known.probability === probability)
        continue;
      isOther ||= known?.state !== state;
      now ??= before.slice();
      now[place] = { link: id, state, probability, why };
    }
    this.before = { sinceMs: input.sinceMs, suspectedFrom: input.suspectedFrom };
    if (now) this.said = isOther ? listed(now) : { ...this.said, links: now };
    return this.said;
  }

  private retell(place: number, nowMs: number): Finding {
    const finding = retold(this.found[place] as Finding, nowMs);
    this.found[place] = finding;
    return finding;
  }

  private findAnew(place: number, id: LinkId, probability: number, input: FindingsInput): Finding {
    const onlookers = this.onlookers.of(id, place, input.series);
    const finding = findingOf(id, probability, onlookers, this.news.states, input);
    this.found[place] = finding;
    const { hasBad, stale, cleared } = finding;
    if (hasBad || stale) this.uneasy.add(place);
    else this.uneasy.delete(place);
    if (cleared) {
      const places = this.spokenFor.get(cleared.by);
      if (places) places.add(place);
      else this.spokenFor.set(cleared.by, new Set([place]));
    }
    return finding;
  }

  /** Whether what is said of a link hangs on its probability, and on what that was and is now. */
  private hangsOn(place: number, before: number, now: number, input: FindingsInput): boolean {
    if (before !== now && this.found[place]?.hasBad) return true;
    return isSuspect(before, this.before) !== isSuspect(now, input);
  }

  private markNews(work: Uint8Array, { chain, series, sinceMs, nowMs }: FindingsInput): void {
    const { places } = modeTableOf(chain);
    const mark = (link: LinkId) => {
      const place = places.get(link);
      if (place !== undefined) work[place] = everything;
    };
    this.news.read(series, sinceMs, nowMs, (stream: Stream, news: News) => {
      if (news === 'turned') for (const link of stream.touched) mark(link);
      else if (news === 'went on') mark(stream.link);
      const places = this.spokenFor.get(stream);
      if (places) for (const place of places) work[place] ||= wordsAlone;
    });
  }

  /** Links that the blame falls on or leaves, and those of which a look is bad, since these tell from whom. */
  private markBlamed(work: Uint8Array, { chain, blamed }: FindingsInput): void {
    const { places } = modeTableOf(chain);
    for (const place of this.uneasy) {
      if (this.found[place]?.hasBad) work[place] = everything;
      else work[place] ||= wordsAlone;
    }
    const isOther =
      blamed.length !== this.blamed.length || blamed.some((one, at) => one !== this.blamed[at]);
    if (!isOther) return;
    for (const { link } of [...blamed, ...this.blamed]) {
      const place = places.get(link);
      if (place !== undefined) work[place] = everything;
    }
    this.blamed = blamed;
  }
}

/** The same with who is cleared and who is untested. */
export function listed(links: readonly LinkFinding[]): Said {
  const cleared: LinkId[] = [];
  const untested: LinkId[] = [];
  for (const { link, state } of links) {
    if (state === 'cleared') cleared.push(link);
    else if (state === 'untested') untested.push(link);
  }
  return { links, cleared, untested };
}
