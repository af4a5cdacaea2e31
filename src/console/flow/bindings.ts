import type { Binding } from '../keymap.ts';

/** The keys of the flow screen, before those that it shares, and the one that leads there. */
export const flowBindings = [
  {
    id: 'flow',
    keys: ['v'],
    where: ['chain', 'link', 'events'],
    description: 'show who contributes to answers, who asks, and what is lost where',
    footer: { label: 'flow', order: 9.5 },
  },
  {
    id: 'flow-open',
    keys: ['enter'],
    where: ['flow'],
    description: 'show the attempts behind it, then the request, then one link of its way',
    footer: { label: 'open', order: 3 },
  },
  {
    id: 'flow-measure',
    keys: ['v'],
    where: ['flow'],
    description: 'measure value, requests, tokens or time',
    footer: { label: 'measure', order: 3.1 },
  },
  {
    id: 'flow-window',
    keys: ['t'],
    where: ['flow'],
    description: 'over the last 1 m, 15 m, 1 h or 24 h',
    footer: { label: 'window', order: 3.2 },
  },
  {
    id: 'flow-model',
    keys: ['m', 'tab'],
    where: ['flow'],
    description: 'show the flow of the next model',
    footer: { label: 'model', order: 3.3 },
  },
  {
    id: 'flow-links',
    keys: ['l'],
    where: ['flow'],
    description: 'show where time and errors go, link by link; again: the flow',
    footer: { label: 'links', order: 3.4 },
  },
  {
    id: 'flow-risks',
    keys: ['r'],
    where: ['flow'],
    description: 'show who serves how much, and what alone would stop the model; again: the flow',
    footer: { label: 'risks', order: 3.5 },
  },
] as const satisfies readonly Binding[];

export type FlowCommand = (typeof flowBindings)[number]['id'];

export function isFlowCommand(id: string): id is FlowCommand {
  return flowBindings.some((binding) => binding.id === id);
}
