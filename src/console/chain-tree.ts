import { linksOf } from '../chain/needs.ts';
import { type Chain, type Link, type LinkId, linkKinds, type Need } from '../chain/types.ts';

/** One line of the chain as a tree: the signs before the name, as a list so that ASCII can differ. */
export interface TreeRow {
  readonly link: LinkId;
  readonly stem: readonly ('branch' | 'lastBranch' | 'trunk' | 'gap')[];
}

/** Stands above all roots; no link can be called so, ids are never empty. */
const above = '';
/** Kinds that pass a request on, so that what a model needs stands behind the last of them. */
const forwarding: ReadonlySet<string> = new Set(['gateway', 'router']);

/**
 * The chain of a model, or of every link, in the order in which a request passes it.
 *
 * A chain is a graph, and a screen wants a tree. A link stands under its immediate dominator: the
 * last link that every way to it passes. So a store that two replicas share stands beside them,
 * under the router, and not under one of the two. As long as each hop calls just one other, the
 * hops stand below each other without indent; from the first fork on they branch.
 *
 * @param modelId null for every link of the chain
 */
export function chainTree(chain: Chain, modelId: string | null): readonly TreeRow[] {
  const graph = graphOf(chain, modelId);
  const parents = dominators(graph);
  const children = new Map<LinkId, LinkId[]>();
  for (const id of graph.order.slice(1)) {
    const parent = parents.get(id) ?? above;
    children.set(parent, [...(children.get(parent) ?? []), id]);
  }
  return rowsOf({ graph, children });
}

interface Graph {
  readonly links: ReadonlyMap<LinkId, Link>;
  /** What each link needs, and what the model needs behind its last hop. */
  readonly needs: ReadonlyMap<LinkId, readonly LinkId[]>;
  /** Every link after all that need it; `above` is the first. */
  readonly order: readonly LinkId[];
}

function graphOf(chain: Chain, modelId: string | null): Graph {
  const links = new Map(chain.links.map((link) => [link.id, link]));
  const model = chain.models.find(({ id }) => id === modelId);
  const needs = new Map<LinkId, readonly LinkId[]>();
  for (const link of chain.links) needs.set(link.id, known(links, link.needs));
  needs.set(above, model ? known(links, [{ link: model.at }]) : rootsOf(chain, needs));
  if (model) {
    const last = lastHop(model.at, links, needs);
    const more = known(links, model.needs).filter((id) => id !== last);
    needs.set(last, [...new Set([...(needs.get(last) ?? []), ...more])]);
  }
  return { links, needs, order: topological(needs) };
}

function known(links: ReadonlyMap<LinkId, Link>, needs: readonly Need[]): readonly LinkId[] {
  return [...new Set(needs.flatMap(linksOf))].filter((id) => links.has(id));
}

function rootsOf(chain: Chain, needs: ReadonlyMap<LinkId, readonly LinkId[]>): readonly LinkId[] {
  const needed = new Set([...needs.values()].flat());
  return chain.links.map(({ id }) => id).filter((id) => !needed.has(id));
}

/** From where users ask, on through every hop that calls exactly one other. */
function lastHop(
  at: LinkId,
  links: ReadonlyMap<LinkId, Link>,
  needs: ReadonlyMap<LinkId, readonly LinkId[]>,
): LinkId {
  let hop = at;
  for (let steps = 0; steps < links.size; steps += 1) {
    const behind = (needs.get(hop) ?? []).filter((id) => roleOf(links, id) === 'behind');
    const next = behind[0];
    if (behind.length !== 1 || next === undefined) return hop;
    if (!forwarding.has(links.get(next)?.kind ?? '')) return hop;
    hop = next;
  }
  return hop;
}

/** Depth first, without recursion: a chain may be 2,000 links deep. */
function topological(needs: ReadonlyMap<LinkId, readonly LinkId[]>): readonly LinkId[] {
  const done: LinkId[] = [];
  const seen = new Set<LinkId>([above]);
  const stack = [{ id: above, next: (needs.get(above) ?? []).length - 1 }];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const child = needs.get(top.id)?.[top.next];
    top.next -= 1;
    if (child === undefined) {
      done.push(top.id);
      stack.pop();
    } else if (!seen.has(child)) {
      seen.add(child);
      stack.push({ id: child, next: (needs.get(child) ?? []).length - 1 });
    }
  }
  return done.reverse();
}

/** Immediate dominators; one pass is enough where there is no cycle (Cooper, Harvey, Kennedy). */
function dominators({ needs, order }: Graph): ReadonlyMap<LinkId, LinkId> {
  const position = new Map(order.map((id, index) => [id, index]));
  const parents = new Map<LinkId, LinkId>();
  const common = (one: LinkId, other: LinkId): LinkId => {
    let [a, b] = [one, other];
    while (a !== b) {
      if ((position.get(a) ?? 0) > (position.get(b) ?? 0)) a = parents.get(a) ?? above;
      else b = parents.get(b) ?? above;
    }
    return a;
  };
  for (const id of order) {
    for (const needed of needs.get(id) ?? []) {
      const before = parents.get(needed);
      parents.set(needed, before === undefined ? id : common(before, id));
    }
  }
  return parents;
}

interface Tree {
  readonly graph: Graph;
  /** Links by the link that they stand under. */
  readonly children: ReadonlyMap<LinkId, readonly LinkId[]>;
}

/** A link on a level, and the links on the level below it. */
interface Item {
  readonly link: LinkId;
  readonly under: readonly LinkId[];
}

/** Levels that are drawn; what stands deeper is drawn there too, a name needs its room. */
const deepestLevel = 10;

/** From the top down, without recursion. */
function rowsOf(tree: Tree): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const pending = levelOf(tree.children.get(above) ?? [], true, tree)
    .map((item) => ({ ...item, stem: [] as TreeRow['stem'] }))
    .reverse();
  for (let item = pending.pop(); item; item = pending.pop()) {
    rows.push({ link: item.link, stem: item.stem });
    // The sign of this line becomes, for the lines below it, a trunk that goes on or a gap.
    const below = item.stem
      .map((sign) => (sign === 'branch' ? 'trunk' : sign === 'lastBranch' ? 'gap' : sign))
      .slice(0, deepestLevel);
    const level = levelOf(item.under, false, tree);
    for (const [index, child] of [...level.entries()].reverse()) {
      const sign = index === level.length - 1 ? 'lastBranch' : 'branch';
      pending.push({ ...child, stem: [...below, sign] });
    }
  }
  return rows;
}

/**
 * Links of one level with their neighbours: what is on the way to a link stands before it, and, on
 * the trunk, the one hop that it calls stands after it.
 */
function levelOf(ids: readonly LinkId[], onTrunk: boolean, tree: Tree): readonly Item[] {
  const level: Item[] = [];
  const pending: (LinkId | Item)[] = [...ids].reverse();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next !== 'string') {
      level.push(next);
      continue;
    }
    const { access, foundations, behind } = neighboursOf(next, tree);
    const staysOnTrunk = onTrunk && behind.length === 1;
    const under = staysOnTrunk ? foundations : [...foundations, ...behind];
    const inOrder = [...access, { link: next, under }, ...(staysOnTrunk ? behind : [])];
    pending.push(...inOrder.reverse());
  }
  return level;
}

function neighboursOf(id: LinkId, { graph, children }: Tree) {
  const own = new Set(children.get(id));
  // In the order in which the chain file names them.
  const needed = (graph.needs.get(id) ?? []).filter((child) => own.has(child));
  const withRole = (role: string) => needed.filter((child) => roleOf(graph.links, child) === role);
  const access = withRole('access');
  const foundations = withRole('foundation');
  const beside = new Set([...access, ...foundations]);
  return { access, foundations, behind: [...own].filter((child) => !beside.has(child)) };
}

function roleOf(links: ReadonlyMap<LinkId, Link>, id: LinkId): string {
  const link = links.get(id);
  return link ? linkKinds[link.kind].role : 'behind';
}
