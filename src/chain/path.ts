import { needsFor } from './hubs.ts';
import { linksOf } from './needs.ts';
import type { Chain, Link, LinkId, LinkKind, LinkRole, Model, Need, Reach } from './types.ts';
import { roleOf, waysOf } from './ways.ts';

/** Six sixths must be 1 again. */
const SHARE_PRECISION = 1e9;

/** One link on the way of a look, in the order in which the look passes it. */
export interface Step {
  readonly link: LinkId;
  /** The part of looks that pass it: 1, or 1/n behind n replicas. */
  readonly share: number;
  /** Hops that forward a request (gateways, routers …) between the looker and this link. */
  readonly hops: number;
  /** The replica that looks pass who pass this link; absent where all do, or those of several replicas. */
  readonly branch?: LinkId;
  /** With `branch`: names the replicas of which a look takes one. */
  readonly fork?: string;
  /** True where the chain does not say whether looks pass it: others do, to come to the same link. */
  readonly maybe?: true;
  /** True where a container or process on the way needs it: nothing listens where that could not be started. */
  readonly toStart?: true;
}

/** What runs something else, and needs what it needs to be started. */
const runners: ReadonlySet<LinkKind> = new Set(['container', 'process']);

/**
 * The ordered path that a look at `target` really exercises: what is on the way to it, the link
 * itself, what it runs on, then (for `through`) everything behind it, depth first. A link that several
 * branches pass counts once, where it is met first: with the larger share where both branches are
 * taken, with the sum where a look takes one of them. So what all replicas need has the share 1.
 *
 * @param model the model a `through` look asks: its own needs are walked too
 */
export function pathOf(
  chain: Chain,
  target: LinkId,
  reach: Reach,
  model?: string,
): readonly Step[] {
  const links = linksById(chain);
  const asked = chain.models.find(({ id }) => id === model);
  const walker = new Walker(links, reach, asked ? neededByOthers(chain, asked) : null);
  return walker.path(target, asked && reach === 'through' ? neededFrom(target, asked, links) : []);
}

/** What whoever answers for a model has to have, wherever on its way it is asked. */
const loaded: ReadonlySet<LinkKind | undefined> = new Set<LinkKind>([
  'model',
  'adapter',
  'store',
  'datanet',
]);

/** What the model itself needs, as far as a request for it that comes to the target meets that behind it. */
function neededFrom(
  target: LinkId,
  { at, needs }: Model,
  links: ReadonlyMap<LinkId, Link>,
): readonly Need[] {
  if (!reachable(links, [{ link: at }]).has(target)) return [];
  // Who is one of those that serve it, or stands behind one, does not ask the others.
  if (!reachable(links, needs).has(target)) return needs;
  return needs.filter((need) => linksOf(need).every((id) => loaded.has(links.get(id)?.kind)));
}

/** What a link needs for other models alone. */
interface ForOthers {
  readonly at: LinkId;
  readonly links: ReadonlySet<LinkId>;
}

/** Of two models that are asked at one link and name what they need, neither needs what only the other names. */
function neededByOthers({ models }: Chain, asked: Model): ForOthers | null {
  if (asked.needs.length === 0) return null;
  const own = new Set(asked.needs.flatMap(linksOf));
  const named = models.filter(({ at }) => at === asked.at).flatMap(({ needs }) => needs);
  const links = new Set(named.flatMap(linksOf).filter((link) => !own.has(link)));
  return links.size === 0 ? null : { at: asked.at, links };
}

type Steps = Map<LinkId, Step>;

/** Walks one chain to one depth. Remembers the paths of replicas: they meet again behind others. */
class Walker {
  readonly #links: ReadonlyMap<LinkId, Link>;
  readonly #reach: Reach;
  readonly #forOthers: ForOthers | null;
  /** Links whose way in is being walked. Only a circle meets one again; a recording may hold one. */
  readonly #open = new Set<LinkId>();
  readonly #replicaSteps = new Map<LinkId, readonly Step[]>();
  /** Whether what is walked is needed to start something. */
  #toStart = false;
  /** Who asks the link that is walked; null for the first one. */
  #asker: Link | null = null;

  constructor(links: ReadonlyMap<LinkId, Link>, reach: Reach, forOthers: ForOthers | null) {
    this.#links = links;
    this.#reach = reach;
    this.#forOthers = forOthers;
  }

  path(target: LinkId, extra: readonly Need[]): readonly Step[] {
    const steps: Steps = new Map();
    this.#visit(steps, target, 0);
    this.#walk(steps, extra, 1);
    return [...steps.values()];
  }

  #visit(steps: Steps, id: LinkId, hops: number): void {
    const link = this.#links.get(id);
    if (!link || steps.get(id)?.share === 1 || this.#open.has(id)) return;
    const asker = this.#asker;
    const needs = needsFor(this.#links, link, asker);
    const isNeeded = (need: Need) => !this.#isForOthers(id, need) && needs.includes(need);
    const own = (role: LinkRole) =>
      link.needs.filter((need) => roleOf(this.#links, need) === role && isNeeded(need));
    const ways = waysOf(this.#links, link);
    this.#asker = link;
    this.#open.add(id);
    if (this.#reach !== 'self') this.#walk(steps, ways.in.filter(isNeeded), hops);
    this.#open.delete(id);
    steps.set(id, { link: id, share: 1, hops, ...(this.#toStart ? { toStart: true } : {}) });
    if (this.#reach !== 'self') this.#walk(steps, own('foundation'), hops);
    const runs = runners.has(link.kind);
    if (this.#reach === 'through' || (this.#reach === 'access' && runs)) {
      const before = this.#toStart;
      this.#toStart ||= runs;
      this.#walk(steps, [...ways.out.filter(isNeeded), ...own('behind')], hops + 1);
      this.#toStart = before;
    }
    this.#asker = asker;
  }

  #isForOthers(id: LinkId, need: Need): boolean {
    const others = this.#forOthers;
    return others?.at === id && linksOf(need).every((link) => others.links.has(link));
  }

  #walk(steps: Steps, needs: readonly Need[], hops: number): void {
    for (const need of needs) {
      if ('link' in need) this.#visit(steps, need.link, hops);
      else this.#visitOneOf(steps, need.anyOf, hops);
    }
  }

  /** A look takes one of the replicas, each as often as the others. */
  #visitOneOf(steps: Steps, ids: readonly LinkId[], hops: number): void {
    const sum: Steps = new Map();
    const among = ids.join(' ');
    for (const id of ids) {
      for (const { branch = id, fork = among, ...step } of this.#stepsOfReplica(id)) {
        const known = sum.get(step.link);
        const share = (known?.share ?? 0) + step.share / ids.length;
        const own = known ? {} : { branch, fork };
        sum.set(step.link, { ...step, hops: step.hops + hops, share, ...own });
      }
    }
    for (const step of sum.values()) {
      const share = Math.round(step.share * SHARE_PRECISION) / SHARE_PRECISION;
      if (share > (steps.get(step.link)?.share ?? 0)) steps.set(step.link, { ...step, share });
    }
  }

  #stepsOfReplica(id: LinkId): readonly Step[] {
    const known = this.#replicaSteps.get(id);
    if (known) return known;
    // In a circle the inner turn adds nothing.
    this.#replicaSteps.set(id, []);
    const before = this.#toStart;
    const asker = this.#asker;
    this.#toStart = false;
    this.#asker = null;
    const steps = this.path(id, []);
    this.#asker = asker;
    this.#toStart = before;
    this.#replicaSteps.set(id, steps);
    return steps;
  }
}

/** A path is asked for every series of looks, and a chain may have thousands of links. */
const indexes = new WeakMap<Chain, ReadonlyMap<LinkId, Link>>();

export function linksById(chain: Chain): ReadonlyMap<LinkId, Link> {
  let index = indexes.get(chain);
  if (!index) {
    index = new Map(chain.links.map((link) => [link.id, link]));
    indexes.set(chain, index);
  }
  return index;
}

const dependants = new WeakMap<Chain, ReadonlyMap<LinkId, readonly Link[]>>();

/** The links that need each link directly, in the order of the file; nothing of those that none needs. */
export function dependantsById(chain: Chain): ReadonlyMap<LinkId, readonly Link[]> {
  let index = dependants.get(chain);
  if (!index) {
    const pairs = chain.links.flatMap((link) =>
      [...new Set(link.needs.flatMap(linksOf))].map((id) => ({ id, link })),
    );
    index = new Map(
      [...Map.groupBy(pairs, ({ id }) => id)].map(
        ([id, own]) => [id, own.map(({ link }) => link)] as const,
      ),
    );
    dependants.set(chain, index);
  }
  return index;
}

/** Everything that can be reached from `needs`, the needs themselves included. */
export function reachable(
  links: ReadonlyMap<LinkId, Link>,
  needs: readonly Need[],
): ReadonlySet<LinkId> {
  const seen = new Set<LinkId>();
  const queue = needs.flatMap(linksOf);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const need of links.get(id)?.needs ?? []) queue.push(...linksOf(need));
  }
  return seen;
}
