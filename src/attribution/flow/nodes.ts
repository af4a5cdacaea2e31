import type { PartyId } from '../types.ts';
import type { AmountOf, Sums } from './flow-of.ts';
import type { Earning, Flow, FlowEdge, FlowNode, FlowStage, Route, StageSum } from './types.ts';

/** What a Sankey is made of: nodes by stage, what runs between them, and the sum of each stage. */
export interface Nodes {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
  readonly stages: readonly StageSum[];
}

/** @param earnings null where the measure is no money: then nobody stands behind the weights */
export function nodesOf(
  routes: readonly Route[],
  earnings: readonly Earning[] | null,
  amountOf: AmountOf,
  sums: Sums,
): Nodes & Pick<Flow, 'withoutGateways'> {
  const whole = graphOf(routes, earnings, amountOf, sums);
  if (!whole.nodes.some(({ stage }) => stage === 'gateways')) {
    return { ...whole, withoutGateways: null };
  }
  const bare = <T extends Route | Earning>(one: T): T => ({ ...one, gateways: null });
  const without = graphOf(routes.map(bare), earnings?.map(bare) ?? null, amountOf, sums);
  return { ...whole, withoutGateways: without };
}

function graphOf(
  routes: readonly Route[],
  earnings: readonly Earning[] | null,
  amountOf: AmountOf,
  sums: Sums,
): Nodes {
  const graph = new Graph();
  if (earnings === null) addWeights(graph, routes, amountOf);
  else for (const earning of earnings) addEarning(graph, earning);
  for (const route of routes) addServing(graph, route, amountOf(route));
  const [nodes, edges] = [graph.nodes(), graph.edges()];
  return { nodes, edges, stages: stagesOf(nodes, edges, sums) };
}

function addEarning(graph: Graph, earning: Earning): void {
  const { party, behind, nanos } = earning;
  const source = graph.node(
    `source:${party}`,
    'sources',
    partyName(party),
    partyKind(party),
    nanos,
  );
  if (behind === null) {
    addWay(graph, source, earning, nanos);
    return;
  }
  const weights = graph.node(`weights:${behind}`, 'weights', weightsName(behind), 'weights', nanos);
  graph.edge(source, weights, nanos);
  addWay(graph, weights, earning, nanos);
}

/** To the link that served it, by the gateways on the way there. */
function addWay(
  graph: Graph,
  from: string,
  { gateways, link }: Pick<Route, 'gateways' | 'link'>,
  amount: bigint,
): void {
  const serving = `link:${link}`;
  if (gateways === null) {
    graph.edge(from, serving, amount);
    return;
  }
  const passed = graph.node(`gateways:${gateways}`, 'gateways', gateways, 'gateway', amount);
  graph.edge(from, passed, amount);
  graph.edge(passed, serving, amount);
}

function addWeights(graph: Graph, routes: readonly Route[], amountOf: AmountOf): void {
  for (const route of routes) {
    if (route.fate !== 'out') continue;
    const amount = amountOf(route);
    const id = `weights:${route.weights}`;
    graph.node(id, 'weights', weightsName(route.weights), 'weights', amount);
    addWay(graph, id, route, amount);
  }
}

function addServing(graph: Graph, route: Route, amount: bigint): void {
  const consumer = `consumer:${route.consumer}`;
  graph.node(consumer, 'consumers', route.consumer, 'consumer', amount);
  graph.edge(servingOf(graph, route, amount), consumer, amount);
}

function servingOf(graph: Graph, route: Route, amount: bigint): string {
  const { fate, link, lossLink } = route;
  switch (fate) {
    case 'out':
      return graph.node(`link:${link}`, 'serving', link, 'link', amount);
    case 'in flight':
      return graph.node('in flight', 'serving', 'in flight', 'in flight', amount);
    case 'lost':
      return graph.node(`lost:${lossLink ?? ''}`, 'serving', lossLink ?? '', 'lost', amount);
  }
}

/** `datanet:legal` → `legal`; `adapter:law-v3` → `adapter law-v3`. */
export function partyName(party: PartyId): string {
  const at = party.indexOf(':');
  if (at < 0) return party;
  const [kind, name] = [party.slice(0, at), party.slice(at + 1)];
  return kind === 'datanet' || kind === 'contributor' ? name : `${kind} ${name}`;
}

function weightsName(weights: string): string {
  return weights.replace(':', ' ');
}

function partyKind(party: PartyId): FlowNode['kind'] {
  return party.includes(':') ? 'party' : 'reserved';
}

function stagesOf(
  nodes: readonly FlowNode[],
  edges: readonly FlowEdge[],
  sums: Sums,
): readonly StageSum[] {
  const { total, out, lost, inFlight } = sums;
  const has = (stage: FlowStage) => nodes.some((node) => node.stage === stage);
  const amountAt = (stage: FlowStage, kinds: readonly FlowNode['kind'][]) =>
    nodes
      .filter((node) => node.stage === stage && kinds.includes(node.kind))
      .reduce((sum, { amount }) => sum + amount, 0n);
  const serving: StageSum = {
    stage: 'serving',
    in: total,
    out: amountAt('serving', ['link']),
    lost: amountAt('serving', ['lost']),
    inFlight: amountAt('serving', ['in flight']),
  };
  const consumed = amountAt('consumers', ['consumer']);
  const direct = { lost: 0n, inFlight: 0n };
  const whole = [
    ...(has('sources')
      ? [
          {
            stage: 'sources' as const,
            in: out,
            out: amountAt('sources', ['party', 'reserved']),
            ...direct,
          },
        ]
      : []),
    ...(has('weights') && !has('sources')
      ? [{ stage: 'weights' as const, in: out, out: amountAt('weights', ['weights']), ...direct }]
      : []),
    ...(has('gateways')
      ? [
          {
            stage: 'gateways' as const,
            in: out,
            out: amountAt('gateways', ['gateway']) + pastGateways(edges),
            ...direct,
          },
        ]
      : []),
    ...(has('serving') ? [serving] : []),
    ...(has('consumers')
      ? [{ stage: 'consumers' as const, in: consumed, out: out + lost + inFlight, ...direct }]
      : []),
  ];
  return whole;
}

/** What reaches the links that served it by no gateway that anybody knows of. */
function pastGateways(edges: readonly FlowEdge[]): bigint {
  return edges
    .filter(({ from, to }) => to.startsWith('link:') && !from.startsWith('gateways:'))
    .reduce((sum, { amount }) => sum + amount, 0n);
}

/** Adds up nodes and edges by name, and gives them in a fixed order. */
class Graph {
  readonly #nodes = new Map<string, { -readonly [K in keyof FlowNode]: FlowNode[K] }>();
  readonly #edges = new Map<string, { -readonly [K in keyof FlowEdge]: FlowEdge[K] }>();

  node(id: string, stage: FlowStage, name: string, kind: FlowNode['kind'], amount: bigint): string {
    const known = this.#nodes.get(id);
    if (known) known.amount += amount;
    else this.#nodes.set(id, { id, stage, name, kind, amount });
    return id;
  }

  edge(from: string, to: string, amount: bigint): void {
    const key = `${from}\n${to}`;
    const known = this.#edges.get(key);
    if (known) known.amount += amount;
    else this.#edges.set(key, { from, to, amount });
  }

  /** Without those of which the measure says nothing. */
  nodes(): readonly FlowNode[] {
    return [...this.#nodes.values()]
      .filter(({ amount }) => amount !== 0n)
      .sort((a, b) =>
        a.amount === b.amount ? (a.id < b.id ? -1 : 1) : a.amount > b.amount ? -1 : 1,
      );
  }

  edges(): readonly FlowEdge[] {
    return [...this.#edges.values()]
      .filter(({ amount }) => amount !== 0n)
      .sort((a, b) => (`${a.from}\n${a.to}` < `${b.from}\n${b.to}` ? -1 : 1));
  }
}
