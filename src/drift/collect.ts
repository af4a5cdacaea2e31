import { linksById } from '../chain/path.ts';
import type { Chain, LinkId } from '../chain/types.ts';
import type { Instant, Observation } from '../events/types.ts';
import { sanitise } from '../text/sanitise.ts';
import { isToldBehind, ownerOf } from '../watching/owner.ts';
import { compareText } from './order.ts';
import { itemsIn, rotates } from './told.ts';
import type { Hashing, Item, LookState, Snapshot, SnapshotLink } from './types.ts';

/** Looks of one series whose rotating answers are put together. */
const rotatingLooks = 10;

/** What was read beside the looks of one link. */
export interface BesideRead {
  readonly link: LinkId;
  readonly look: LookState;
  readonly items: readonly Item[];
}

/** Puts looks together into what was so; of each series the newest look counts. */
export class Collector {
  readonly #chain: Chain;
  readonly #newest = new Map<string, Observation>();
  /** By series and thing: the answers of the last looks, oldest first. */
  readonly #turning = new Map<string, readonly string[]>();

  constructor(chain: Chain) {
    this.#chain = chain;
  }

  /** Looks of a series come in the order in which they were made. */
  take(observation: Observation): void {
    const { stream, probe } = observation;
    this.#newest.set(stream, observation);
    for (const { what, value } of itemsIn(observation)) {
      if (!rotates(probe, what)) continue;
      const key = `${stream}\n${what}`;
      const all = [...(this.#turning.get(key) ?? []), value];
      this.#turning.set(key, all.slice(-rotatingLooks));
    }
  }

  get looks(): number {
    return this.#newest.size;
  }

  newest(stream: string): Observation | undefined {
    return this.#newest.get(stream);
  }

  /** @param stated of the whole chain @param beside what readers found */
  snapshot(
    takenAt: Instant,
    { stated = null, beside = [], hashing = null }: Partial<More> = {},
  ): Snapshot {
    const items = this.#itemsByLink();
    for (const { link, items: read } of beside) add(items, link, read);
    return {
      schema: 'weaklink.snapshot/1',
      chain: this.#chain.name,
      takenAt,
      hashing: isHashed(items) ? hashing : null,
      stated: stated && inOrder(stated),
      links: this.#chain.links
        .map((link): SnapshotLink => {
          return {
            link: link.id,
            kind: link.kind,
            environment: link.environment ?? link.labels.environment ?? null,
            role: link.labels.role ?? null,
            needs: link.needs
              .flatMap((need) => ('link' in need ? [need.link] : need.anyOf))
              .sort(compareText),
            looks: this.#looksAt(link.id, beside),
            items: inOrder([...statedOf(link), ...(items.get(link.id) ?? [])]),
          };
        })
        .sort((a, b) => compareText(a.link, b.link)),
    };
  }

  #itemsByLink(): Map<LinkId, Item[]> {
    const links = linksById(this.#chain);
    const all = [...this.#newest.values()].flatMap((look) =>
      itemsIn(look).map((item) => ({ look, item: this.#whole(look, item) })),
    );
    const tellers = Map.groupBy(all, ({ item }) => item.what);
    const byLink = new Map<LinkId, Item[]>();
    for (const { look, item } of all) {
      const others = new Set(tellers.get(item.what)?.map((one) => one.look.link));
      if (isToldBehind(this.#chain, look, item.what, others)) continue;
      add(byLink, ownerOf(links, look.link, item.what), [item]);
    }
    return byLink;
  }

  /** Of answers that take turns, all that were given lately. */
  #whole({ stream }: Observation, item: Item): Item {
    const turns = this.#turning.get(`${stream}\n${item.what}`);
    if (!turns) return item;
    const values = new Set(turns.flatMap((value) => value.split(', ')));
    return { ...item, value: sanitise([...values].sort(compareText).join(', ')) };
  }

  #looksAt(link: LinkId, beside: readonly BesideRead[]): readonly LookState[] {
    const looks = [...this.#newest.values()]
      .filter((look) => look.link === link)
      .map(({ stream, probe, vantage, outcome, symptom }): LookState => {
        return { series: stream, probe, vantage, outcome, symptom };
      });
    const read = beside.filter((one) => one.link === link).map(({ look }) => look);
    return [...looks, ...read].sort((a, b) => compareText(a.series, b.series));
  }
}

interface More {
  readonly stated: readonly Item[] | null;
  readonly beside: readonly BesideRead[];
  readonly hashing: Hashing | null;
}

function add(items: Map<LinkId, Item[]>, link: LinkId, more: readonly Item[]): void {
  const known = items.get(link);
  if (known) known.push(...more);
  else items.set(link, [...more]);
}

/** What the chain file says of a link that may differ between environments. */
function statedOf({ region, provider, labels }: Chain['links'][number]): readonly Item[] {
  const stated = { region: region ?? labels.region, provider: provider ?? labels.provider };
  return Object.entries(stated).flatMap(([what, value]): readonly Item[] =>
    value === undefined ? [] : [{ what, value: sanitise(value), probe: 'chain', vantage: 'local' }],
  );
}

/** Sorted, and what two series of one vantage tell alike only once. */
function inOrder(items: readonly Item[]): readonly Item[] {
  const keyed = new Map<string, Item>();
  const sorted = items.toSorted(
    (a, b) => compareText(keyOf(a), keyOf(b)) || compareText(a.probe, b.probe),
  );
  for (const item of sorted) if (!keyed.has(keyOf(item))) keyed.set(keyOf(item), item);
  return [...keyed.values()];
}

function keyOf({ what, vantage, value }: Item): string {
  return `${what}\n${vantage}\n${value}`;
}

function isHashed(items: ReadonlyMap<LinkId, readonly Item[]>): boolean {
  return [...items.values()].flat().some(({ hashed }) => hashed === true);
}
