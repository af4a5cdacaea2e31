import type { LossLane } from '../../attribution/flow/losses.ts';
import type { Flow, FlowEdge, FlowNode } from '../../attribution/flow/types.ts';
import { isSure } from './words.ts';

/** A flow whose losses are told by who is blamed for them, and where each of its nodes went. */
export interface Blamed {
  readonly flow: Flow;
  /** Ids of nodes that became part of another → that one's. */
  readonly within: ReadonlyMap<string, string>;
}

/** Losses under the name of who is blamed for them: what one link lost at several others is one bar. */
export function withCulprits(flow: Flow, lanes: readonly LossLane[]): Blamed {
  const names = new Map(lanes.map((lane) => [lane.told ?? '', nameOf(lane)]));
  const firsts = new Map<string, FlowNode>();
  const within = new Map<string, string>();
  const nodes: FlowNode[] = [];
  for (const node of flow.nodes) {
    const name = node.kind === 'lost' ? (names.get(node.name) ?? node.name) : node.name;
    const first = node.kind === 'lost' ? firsts.get(name) : undefined;
    if (first) {
      within.set(node.id, first.id);
      const at = nodes.findIndex(({ id }) => id === first.id);
      nodes[at] = { ...first, amount: (nodes[at]?.amount ?? 0n) + node.amount };
      continue;
    }
    const named = { ...node, name };
    if (node.kind === 'lost') firsts.set(name, named);
    nodes.push(named);
  }
  return { flow: { ...flow, nodes, edges: edgesWithin(flow.edges, within) }, within };
}

function edgesWithin(
  edges: readonly FlowEdge[],
  within: ReadonlyMap<string, string>,
): readonly FlowEdge[] {
  const sums = new Map<string, FlowEdge>();
  for (const edge of edges) {
    const [from, to] = [within.get(edge.from) ?? edge.from, within.get(edge.to) ?? edge.to];
    const key = `${from}\n${to}`;
    sums.set(key, { from, to, amount: (sums.get(key)?.amount ?? 0n) + edge.amount });
  }
  return [...sums.values()];
}

/** A bar has no room for a percentage: what is not sure says so behind the name. */
function nameOf(lane: LossLane): string {
  if (lane.link === null || isSure(lane)) return lane.link ?? '';
  return `${lane.link}, probably`;
}

/** Lanes of which one fault of one link is blamed are one: their sum, and all places at which it was met. */
export function lanesTogether(lanes: readonly LossLane[]): readonly LossLane[] {
  const groups = Map.groupBy(lanes, (lane) =>
    lane.culprit ? `${nameOf(lane)}\n${lane.culprit.mode}` : lane,
  );
  return [...groups.values()]
    .map(([first, ...others]) => others.reduce(joined, first as LossLane))
    .sort((a, b) => (a.amount === b.amount ? 0 : a.amount > b.amount ? -1 : 1));
}

function joined(one: LossLane, other: LossLane): LossLane {
  const met = [one.metAt, other.metAt].filter((link) => link !== null);
  return {
    ...one,
    metAt: met.length === 0 ? null : met.join(', '),
    reasons: [...new Set([...one.reasons, ...other.reasons])],
    amount: one.amount + other.amount,
    share: one.share + other.share,
    sinceMs: Math.min(one.sinceMs, other.sinceMs),
  };
}
