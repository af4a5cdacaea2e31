import { heightsOf } from './heights.ts';
import { bottomOf } from './order.ts';
import { type Flow, type FlowEdge, type FlowNode, type FlowStage, flowStages } from './types.ts';

/** A node as it stands in its column: whole rows, none shared. */
export interface Slot {
  readonly id: string;
  readonly name: string;
  /** `passing`: what reaches the next stage without standing in this one. */
  readonly kind: FlowNode['kind'] | 'passing';
  readonly amount: bigint;
  readonly start: number;
  readonly rows: number;
  /** Nodes that are one here because none of them fills a row; their ids. */
  readonly holds: readonly string[];
}

/** What runs from a row of one column to a row of the next. */
export interface Ribbon {
  readonly from: string;
  readonly to: string;
  readonly fromRow: number;
  readonly toRow: number;
  readonly rows: number;
  readonly amount: bigint;
}

export interface FlowColumn {
  readonly stage: FlowStage;
  readonly slots: readonly Slot[];
  /** To the next column. */
  readonly ribbons: readonly Ribbon[];
}

export interface FlowLayout {
  readonly rows: number;
  /** Rows of what came out, of what was lost and of what is in flight; together `rows`. */
  readonly split: { readonly out: number; readonly lost: number; readonly inFlight: number };
  readonly columns: readonly FlowColumn[];
}

/**
 * Columns of whole rows that conserve: what came in has all of them; at the serving stage lost and in
 * flight take theirs; what came out has the same number at every stage before.
 *
 * @param order ids from top to bottom: {@link OrderKeeper}
 */
export function layoutFlow(flow: Flow, order: readonly string[], rows: number): FlowLayout {
  const place = new Map(order.map((id, index) => [id, index]));
  const nodesAt = (stage: FlowStage) =>
    flow.nodes
      .filter((node) => node.stage === stage && node.amount > 0n)
      .sort(
        (a, b) =>
          bottomOf(a) - bottomOf(b) || (place.get(a.id) ?? order.length) - (place.get(b.id) ?? 0),
      );
  const serving = nodesAt('serving');
  const split = splitOf(flow, serving, rows);
  const columns: FlowColumn[] = [];
  for (const stage of flowStages) {
    const slots =
      stage === 'serving'
        ? servingSlots(serving, split)
        : slotsOf(
            withPassing(nodesAt(stage), stage, flow),
            stage === 'consumers' ? rows : split.out,
          );
    if (slots.length > 0) columns.push({ stage, slots, ribbons: [] });
  }
  const joins = joinsBetween(columns, flow);
  const joined = columns.map((column, index) => {
    const next = columns[index + 1];
    return next ? { ...column, ribbons: ribbonsOf(column, next, joins[index] ?? []) } : column;
  });
  return { rows, split, columns: joined };
}

/** Every loss lane has a row, however little it is: what is lost is always seen. */
function splitOf(flow: Flow, serving: readonly FlowNode[], rows: number): FlowLayout['split'] {
  const lanes = serving.filter(({ kind }) => kind === 'lost').length;
  const [out = 0, lost = 0, inFlight = 0] = atLeast(
    [flow.out, flow.lost, flow.inFlight],
    [flow.out > 0n ? 1 : 0, Math.min(lanes, MAX_LOSS_LANES), flow.inFlight > 0n ? 1 : 0],
    rows,
  );
  return { out, lost, inFlight };
}

/** Loss lanes with a row of their own where they are small; more are one. */
const MAX_LOSS_LANES = 3;

function servingSlots(nodes: readonly FlowNode[], split: FlowLayout['split']): readonly Slot[] {
  const of = (kind: FlowNode['kind']) => nodes.filter((node) => node.kind === kind);
  const links = slotsOf(of('link'), split.out);
  const lost = slotsOf(of('lost'), split.lost, split.out);
  return [...links, ...lost, ...slotsOf(of('in flight'), split.inFlight, split.out + split.lost)];
}

/** What runs from a stage before this one to one behind it passes by: from a source straight to a link. */
function withPassing(
  nodes: readonly FlowNode[],
  stage: FlowStage,
  { edges, nodes: all }: Flow,
): readonly (FlowNode | Passing)[] {
  if (nodes.length === 0) return nodes;
  const stageOf = new Map(all.map((node) => [node.id, flowStages.indexOf(node.stage)]));
  const at = flowStages.indexOf(stage);
  const amount = edges
    .filter(({ from, to }) => (stageOf.get(from) ?? at) < at && (stageOf.get(to) ?? at) > at)
    .reduce((sum, edge) => sum + edge.amount, 0n);
  return amount > 0n ? [...nodes, { id: passing, name: '', kind: 'passing', amount }] : nodes;
}

const passing = 'passing';
type Passing = Pick<FlowNode, 'id' | 'name' | 'amount'> & { readonly kind: 'passing' };

/** Those that fill no row are one; what nobody earned always has a row. */
function slotsOf(nodes: readonly (FlowNode | Passing)[], rows: number, start = 0): readonly Slot[] {
  if (nodes.length === 0 || rows <= 0) return [];
  const amounts = nodes.map(({ amount }) => amount);
  const heights = heightsOf(amounts, rows);
  const small = nodes.filter(
    (node, index) => heights[index] === 0 && node.kind !== 'reserved' && node.kind !== 'passing',
  );
  const merged = small.length > 1 ? merge(nodes, small) : nodes.map(alone);
  const fitting = merged.length <= rows ? merged : squeeze(merged, rows);
  const final = atLeast(
    fitting.map(({ amount }) => amount),
    fitting.map(() => 1),
    rows,
  );
  let at = start;
  return fitting.map((slot, index) => {
    const height = final[index] ?? 0;
    const made = { ...slot, start: at, rows: height };
    at += height;
    return made;
  });
}

type Bare = Omit<Slot, 'start' | 'rows'>;

function alone({ id, name, kind, amount }: FlowNode | Passing): Bare {
  return { id, name, kind, amount, holds: [id] };
}

function merge(
  nodes: readonly (FlowNode | Passing)[],
  small: readonly (FlowNode | Passing)[],
): Bare[] {
  const [first] = small;
  if (!first) return nodes.map(alone);
  const other: Bare = {
    id: `other:${first.id}`,
    name: `${small.length} others`,
    kind: first.kind === 'lost' ? 'lost' : 'other',
    amount: small.reduce((sum, { amount }) => sum + amount, 0n),
    holds: small.map(({ id }) => id),
  };
  const kept = nodes.filter((node) => !small.includes(node)).map(alone);
  const at = kept.findIndex((slot) => slot.kind === 'reserved' || slot.kind === 'passing');
  return at < 0 ? [...kept, other] : [...kept.slice(0, at), other, ...kept.slice(at)];
}

/** More slots than rows: the last ones are one. */
function squeeze(slots: readonly Bare[], rows: number): readonly Bare[] {
  const kept = slots.slice(0, rows - 1);
  const rest = slots.slice(rows - 1);
  const [first] = rest;
  if (!first || rest.length === 1) return slots.slice(0, rows);
  const holds = rest.flatMap((slot) => slot.holds);
  return [
    ...kept,
    {
      id: `other:${first.id}`,
      name: `${holds.length} others`,
      kind: first.kind === 'lost' ? 'lost' : 'other',
      amount: rest.reduce((sum, { amount }) => sum + amount, 0n),
      holds,
    },
  ];
}

/** As {@link heightsOf}, but each has at least its `least`; the highest give what that takes. */
function atLeast(amounts: readonly bigint[], least: readonly number[], rows: number): number[] {
  const heights = heightsOf(amounts, rows);
  if (amounts.every((amount) => amount <= 0n)) return heights;
  for (const [index, wanted] of least.entries()) {
    while ((heights[index] ?? 0) < wanted) {
      const giver = tallest(heights, least);
      if (giver < 0) return heights;
      heights[giver] = (heights[giver] ?? 0) - 1;
      heights[index] = (heights[index] ?? 0) + 1;
    }
  }
  return heights;
}

/** The highest that has a row to spare; -1 for none. */
function tallest(heights: readonly number[], least: readonly number[]): number {
  let best = -1;
  for (const [index, height] of heights.entries()) {
    if (height > (least[index] ?? 0) && height > (heights[best] ?? 0)) best = index;
  }
  return best;
}

function ribbonsOf(
  from: FlowColumn,
  to: FlowColumn,
  between: readonly FlowEdge[],
): readonly Ribbon[] {
  const leaving = rowsOfEdges(from.slots, between, 'from', to.slots);
  const arriving = rowsOfEdges(to.slots, between, 'to', from.slots);
  return between.flatMap((edge) => {
    const [left, right] = [leaving.get(edge), arriving.get(edge)];
    if (!left || !right || left.rows === 0 || right.rows === 0) return [];
    const rows = Math.min(left.rows, right.rows);
    return [{ ...edge, fromRow: left.start, toRow: right.start, rows }];
  });
}

/** What runs from each column to the next, with what stands in them: the merged, and what passes by. */
function joinsBetween(
  columns: readonly FlowColumn[],
  { edges, nodes }: Flow,
): readonly (readonly FlowEdge[])[] {
  const columnAt = new Map(columns.map(({ stage }, index) => [stage, index]));
  const columnOf = new Map(nodes.map(({ id, stage }) => [id, columnAt.get(stage)]));
  const slots = columns.map(slotIndex);
  const sums = columns.map(() => new Map<string, { from: string; to: string; amount: bigint }>());
  for (const { from, to, amount } of edges) {
    const [first, last] = [columnOf.get(from), columnOf.get(to)];
    if (first === undefined || last === undefined) continue;
    for (let at = first; at < last; at += 1) {
      const start = slots[at]?.get(at === first ? from : passing);
      const end = slots[at + 1]?.get(at + 1 === last ? to : passing);
      if (start === undefined || end === undefined) continue;
      const key = `${start}\n${end}`;
      const known = sums[at]?.get(key);
      if (known) known.amount += amount;
      else sums[at]?.set(key, { from: start, to: end, amount });
    }
  }
  return sums.map((joins) => [...joins.values()]);
}

function slotIndex({ slots }: FlowColumn): ReadonlyMap<string, string> {
  return new Map(slots.flatMap(({ id, holds }) => holds.map((held) => [held, id] as const)));
}

/** The rows of each slot, shared out among its edges in the order of where they lead. */
function rowsOfEdges(
  slots: readonly Slot[],
  edges: readonly FlowEdge[],
  side: 'from' | 'to',
  others: readonly Slot[],
): ReadonlyMap<FlowEdge, { readonly start: number; readonly rows: number }> {
  const place = new Map(others.map(({ id, start }) => [id, start]));
  const far = side === 'from' ? 'to' : 'from';
  const found = new Map<FlowEdge, { start: number; rows: number }>();
  for (const slot of slots) {
    const own = edges
      .filter((edge) => edge[side] === slot.id)
      .sort((a, b) => (place.get(a[far]) ?? 0) - (place.get(b[far]) ?? 0));
    const heights = heightsOf(
      own.map(({ amount }) => amount),
      slot.rows,
    );
    let at = slot.start;
    for (const [index, edge] of own.entries()) {
      const rows = heights[index] ?? 0;
      found.set(edge, { start: at, rows });
      at += rows;
    }
  }
  return found;
}
