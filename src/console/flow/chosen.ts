import type { Kept } from '../../attribution/flow/kept.ts';
import { bottomOf } from '../../attribution/flow/order.ts';
import { passesThrough } from '../../attribution/flow/passes.ts';
import { type Flow, type FlowNode, flowStages } from '../../attribution/flow/types.ts';
import type { View } from '../view.ts';
import type { FlowStep } from './state.ts';

/** Attempts listed behind a node; more nobody reads. */
const MAX_ATTEMPTS = 200;

/** The flow that is shown; null while nothing was asked. */
export function shownFlow({ snapshot, ui }: View): Flow | null {
  const { flow: picture } = snapshot;
  const model = shownModel({ snapshot, ui });
  return picture && model !== null ? picture.flow(model, ui.flow.measure, ui.flow.window) : null;
}

export function shownModel({ snapshot, ui }: Pick<View, 'snapshot' | 'ui'>): string | null {
  const models = snapshot.flow?.models ?? [];
  const { model } = ui.flow;
  return model !== null && models.includes(model) ? model : (models[0] ?? null);
}

/** Nodes in the order in which keys go through them: stage by stage, as they stand. */
export function nodesInOrder(view: View, flow: Flow): readonly FlowNode[] {
  const order = view.snapshot.flow?.order(flow) ?? [];
  const place = new Map(order.map((id, index) => [id, index]));
  const of = ({ id }: FlowNode) => place.get(id) ?? order.length;
  return flowStages.flatMap((stage) =>
    flow.nodes
      .filter((node) => node.stage === stage)
      .sort((a, b) => bottomOf(a) - bottomOf(b) || of(a) - of(b)),
  );
}

export function chosenNode(view: View, flow: Flow): FlowNode | undefined {
  return flow.nodes.find(({ id }) => id === view.ui.flow.node);
}

export function lastStep({ ui }: View): FlowStep | undefined {
  return ui.flow.trail.at(-1);
}

/** The line chosen, or the first one shown, of the step that is shown. */
export function chosenLine({ ui }: View): number {
  return ui.flow.lines.at(-1) ?? 0;
}

/** Attempts behind a node, as far as they are remembered, the latest first. */
export function attemptsBehind(view: View, node: string): readonly Kept[] {
  const model = shownModel(view);
  const wanted = (kept: Kept) => kept.inference.model === model && passesThrough(kept, node);
  const name = `node\n${model}\n${node}`;
  return view.snapshot.flow?.attempts(name, wanted, MAX_ATTEMPTS) ?? [];
}

/** The attempts of a request, first to last. */
export function attemptsOf(view: View, request: string): readonly Kept[] {
  const wanted = (kept: Kept) => kept.inference.request === request;
  const found = view.snapshot.flow?.attempts(`request\n${request}`, wanted, MAX_ATTEMPTS) ?? [];
  return found.toSorted((a, b) => (a.inference.startedAt < b.inference.startedAt ? -1 : 1));
}
