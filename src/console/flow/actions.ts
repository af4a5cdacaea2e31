import { flowMeasures } from '../../attribution/flow/types.ts';
import { flowWindows } from '../../attribution/flow/windows.ts';
import { shownScreen, type UiState } from '../ui-state.ts';
import type { View } from '../view.ts';
import { attemptAt } from './attempt-rows.ts';
import type { FlowCommand } from './bindings.ts';
import { chosenLine, chosenNode, lastStep, shownFlow, shownModel } from './chosen.ts';
import { spanAt } from './request-rows.ts';
import type { FlowStep, FlowUi } from './state.ts';

export function performFlow(command: FlowCommand, view: View): UiState {
  const { ui } = view;
  switch (command) {
    case 'flow':
      return { ...ui, screens: [...ui.screens, 'flow'] };
    case 'flow-measure':
      return changed(ui, { measure: next(flowMeasures, ui.flow.measure) });
    case 'flow-window': {
      const names = flowWindows.map(({ name }) => name);
      return changed(ui, { window: next(names, ui.flow.window) });
    }
    case 'flow-model':
      return nextModel(view);
    case 'flow-links':
      return tabbed(ui, 'links');
    case 'flow-risks':
      return tabbed(ui, 'risks');
    case 'flow-open':
      return open(view);
  }
}

/** To a tab; from it back to the flow. */
function tabbed(ui: UiState, tab: FlowUi['tab']): UiState {
  return changed(ui, { tab: ui.flow.tab === tab ? 'flow' : tab, trail: [], lines: [] });
}

function nextModel(view: View): UiState {
  const { ui, snapshot } = view;
  const models = snapshot.flow?.models ?? [];
  const model = shownModel(view);
  if (model === null || models.length < 2) {
    return { ...ui, notice: model === null ? 'no model was asked yet' : 'one model was asked' };
  }
  return changed(ui, { model: next(models, model), node: null, trail: [], lines: [] });
}

/** From the flow to the attempts behind a node, to a request, to one link of its way. */
function open(view: View): UiState {
  const { ui } = view;
  const flow = shownFlow(view);
  if (!flow) return ui;
  const step = lastStep(view);
  if (!step) {
    const node = chosenNode(view, flow);
    return node && ui.flow.tab === 'flow'
      ? entered(ui, { kind: 'node', id: node.id })
      : { ...ui, notice: 'choose a line first: j and k go through them' };
  }
  if (step.kind === 'node') {
    const kept = attemptAt(view, step.id, chosenLine(view));
    return kept ? entered(ui, { kind: 'request', request: kept.inference.request }) : ui;
  }
  if (step.kind === 'request') {
    const span = spanAt(view, step.request, chosenLine(view));
    return span ? entered(ui, { kind: 'span', ...span }) : ui;
  }
  return ui;
}

/** Esc goes one step out; null where the screen is at its flow already. */
export function backInFlow(ui: UiState): UiState | null {
  if (shownScreen(ui) !== 'flow' || ui.flow.trail.length === 0) return null;
  const { trail, lines } = ui.flow;
  return changed(ui, { trail: trail.slice(0, -1), lines: lines.slice(0, -1) });
}

function entered(ui: UiState, step: FlowStep): UiState {
  return changed(ui, { trail: [...ui.flow.trail, step], lines: [...ui.flow.lines, 0] });
}

export function changed(ui: UiState, change: Partial<FlowUi>): UiState {
  return { ...ui, flow: { ...ui.flow, ...change } };
}

function next<T>(all: readonly T[], one: T): T {
  return all[(all.indexOf(one) + 1) % all.length] ?? one;
}
