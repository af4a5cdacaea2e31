import type { Chain, Link, LinkId } from '../chain/types.ts';
import type { Change, EventOf, Instant, Observation } from '../events/types.ts';
import { sanitise } from '../text/sanitise.ts';
import { identitiesIn, type Told } from './identities.ts';
import { isToldBehind, ownerOf } from './owner.ts';
import { Track, type Turn } from './track.ts';

/** Facts watched at once: ten thousand links with some ten each. */
const mostTracks = 100_000;

/** What others call a change → the identity that shows it in a look. */
const heardAs: Readonly<Record<string, string>> = {
  'container.start': 'container.start',
  'container.network': 'container.networks',
};

/** A change that the looks have shown. */
export interface SeenChange {
  /** Of the first look that showed the new value. */
  readonly time: Instant;
  readonly data: Change;
}

/**
 * Compares what each look says a link *is* with what the look before it said. A pure reader: the
 * same observations give the same changes. The first value seen is learned without a word; several
 * series that see one change tell it once.
 */
export class Watcher {
  private readonly chain: Chain;
  private readonly links: ReadonlyMap<LinkId, Link>;
  /** By series and fact. */
  private readonly tracks = new Map<string, Track>();
  /** The newest change told of a link's fact: its new value, and when it was seen. */
  private readonly told = new Map<string, { readonly to: string; readonly atMs: number }>();

  /** When somebody else told a change of a link's fact last. */
  private readonly heard = new Map<string, number>();

  /** Links of which something is known, by what that is. */
  private readonly tellers = new Map<string, Set<LinkId>>();

  constructor(chain: Chain) {
    this.chain = chain;
    this.links = new Map(chain.links.map((link) => [link.id, link]));
  }

  /** Takes one observation in; what it shows to have changed, in a lasting order. */
  take({ data, time }: EventOf<'observation'>): readonly SeenChange[] {
    if (data.outcome === 'unknown' || !this.links.has(data.link)) return [];
    const told = identitiesIn(data.probe, data.outcome === 'ok', data.facts);
    return told.flatMap((one) => this.compare(data, one, time) ?? []);
  }

  /**
   * Takes the looks of an earlier session in, oldest first: what they showed is compared with what
   * comes. Of answers that take turns they hold too little to say that one is new.
   */
  learn(past: readonly EventOf<'observation'>[]): void {
    for (const event of past) this.take(event);
    for (const [key, track] of this.tracks) if (track.mayRotate) this.tracks.delete(key);
    this.told.clear();
  }

  /**
   * Takes in a change that somebody else told: Docker's events know the moment of a start. The next
   * look that shows the same tells it no second time.
   */
  hear({ data: { link, what, notBefore }, time }: EventOf<'change'>): void {
    // Behind a blank stands which of several replicas.
    const fact = heardAs[what.split(' ', 1)[0] ?? ''];
    if (notBefore !== undefined || fact === undefined) return;
    this.heard.set(`${link}\n${fact}`, Date.parse(time));
  }

  private compare(look: Observation, one: Told, time: Instant): SeenChange | null {
    const { what, value, shown } = one;
    const atMs = Date.parse(time);
    const track = this.tracks.get(`${look.stream}\n${what}`);
    if (!track) {
      this.begin(look, one, atMs);
      return null;
    }
    const turn = track.take(value, shown, atMs);
    if (!turn || isToldBehind(this.chain, look, what, this.tellers.get(what))) return null;
    const owner = ownerOf(this.links, look.link, what);
    const news = `${owner}\n${what}`;
    if ((this.heard.get(news) ?? 0) > turn.lastSeenMs) return null;
    const before = this.told.get(news);
    // Another series has told it, since this one last saw what was before.
    if (before && before.to === value && before.atMs > turn.lastSeenMs) return null;
    this.told.set(news, { to: value, atMs });
    return { time, data: changeOf(owner, one, turn) };
  }

  private begin(
    { link, stream }: Observation,
    { identity, what, value, shown }: Told,
    atMs: number,
  ) {
    if (this.tracks.size >= mostTracks) return;
    const track = new Track(value, shown, atMs, identity.rotates === true);
    this.tracks.set(`${stream}\n${what}`, track);
    const tellers = this.tellers.get(what);
    if (tellers) tellers.add(link);
    else this.tellers.set(what, new Set([link]));
  }
}

function changeOf(link: LinkId, { what, shown }: Told, { from, lastSeenMs }: Turn): Change {
  const differs = shown.findIndex((text, index) => text !== from[index] && text !== '');
  const index = Math.max(0, differs);
  const notBefore = new Date(lastSeenMs).toISOString();
  return { link, what, from: textOf(from[index]), to: textOf(shown[index]), notBefore };
}

function textOf(value: string | undefined): Change['from'] {
  return value === undefined || value === '' ? null : sanitise(value);
}
