import { sankey } from 'd3-sankey';
import { type Flow, type FlowNode, flowStages } from './types.ts';

/** Rounds in which d3-sankey moves nodes towards those that they are joined with; its own default. */
const ITERATIONS = 6;
/** Heights that it works with; only the order is taken from it. */
const EXTENT = 1_000;
/** Lists of names remembered, and names in each: a person looks at a few models by four measures. */
const MAX_LISTS = 100;
const MAX_NAMES = 1_000;

/** Ids of nodes from top to bottom, over all stages, so that edges cross as little as may be. */
export function sankeyOrder({ nodes, edges }: Pick<Flow, 'nodes' | 'edges'>): readonly string[] {
  if (nodes.length === 0) return [];
  const ids = new Set(nodes.map(({ id }) => id));
  // d3-sankey stumbles over a stage that is empty.
  const stages = flowStages.filter((stage) => nodes.some((node) => node.stage === stage));
  const joined = edges.filter(
    ({ from, to, amount }) => ids.has(from) && ids.has(to) && amount > 0n,
  );
  const greatest = joined.reduce((most, { amount }) => (amount > most ? amount : most), 1n);
  const place = sankey<{ id: string; stage: number }, object>()
    .nodeId(({ id }) => id)
    .nodeAlign(({ stage }) => stage)
    .nodePadding(1)
    .iterations(ITERATIONS)
    .extent([
      [0, 0],
      [EXTENT, EXTENT],
    ]);
  const placed = place({
    nodes: nodes.map(({ id, stage }) => ({ id, stage: stages.indexOf(stage) })),
    links: joined.map(({ from, to, amount }) => ({
      source: from,
      target: to,
      // Widths decide the order alone: parts per million of the widest are exact enough.
      value: Math.max(1, Number((amount * 1_000_000n) / greatest)),
    })),
  });
  return placed.nodes
    .toSorted((a, b) => (a.y0 ?? 0) - (b.y0 ?? 0) || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}

/** What stands at the bottom of its stage, whatever the edges say. */
const bottoms: Readonly<Partial<Record<FlowNode['kind'], number>>> = {
  other: 1,
  reserved: 2,
  lost: 3,
  'in flight': 4,
};

export function bottomOf({ kind }: Pick<FlowNode, 'kind'>): number {
  return bottoms[kind] ?? 0;
}

/** Keeps the order of nodes from frame to frame: who watches a row must find it where it was. */
export class OrderKeeper {
  readonly #lists = new Map<string, readonly string[]>();

  /** @param list names the picture: its model, measure and window */
  order(list: string, flow: Pick<Flow, 'nodes' | 'edges'>): readonly string[] {
    const known = this.#lists.get(list) ?? [];
    const knownIds = new Set(known);
    if (flow.nodes.every(({ id }) => knownIds.has(id))) return known;
    const merged = mergedOrder(known, sankeyOrder(flow)).slice(-MAX_NAMES);
    this.#lists.delete(list);
    this.#lists.set(list, merged);
    const oldest = this.#lists.keys().next().value;
    if (this.#lists.size > MAX_LISTS && oldest !== undefined) this.#lists.delete(oldest);
    return merged;
  }
}

/** The known stay as they are; each new one comes after the one that stands before it in `fresh`. */
function mergedOrder(known: readonly string[], fresh: readonly string[]): readonly string[] {
  const merged = [...known];
  const has = new Set(known);
  for (const [index, id] of fresh.entries()) {
    if (has.has(id)) continue;
    const before = fresh[index - 1];
    const at = before === undefined ? 0 : merged.indexOf(before) + 1;
    merged.splice(at, 0, id);
    has.add(id);
  }
  return merged;
}
