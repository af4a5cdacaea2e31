import type { Binding } from '../keymap.ts';

/** The keys of training; they stand beside those of the screens where a fault is hidden. */
export const drillBindings = [
  {
    id: 'drill',
    keys: ['d'],
    where: ['chain', 'link', 'events'],
    description: 'name the culprit of the hidden fault',
    footer: { label: 'name culprit', order: 2.5 },
    needsGame: true,
  },
  {
    id: 'name-culprit',
    keys: ['enter'],
    where: ['drill'],
    description: 'name this link, then what is wrong with it',
    footer: { label: 'name it', order: 3 },
    needsGame: true,
  },
  {
    id: 'hint',
    keys: ['t'],
    where: ['drill'],
    description: 'take a hint, which costs points',
    footer: { label: 'hint', order: 4 },
    needsGame: true,
  },
  {
    id: 'reveal',
    keys: ['x'],
    where: ['drill'],
    description: 'give up and see the truth',
    footer: { label: 'give up', order: 5 },
    needsGame: true,
  },
] as const satisfies readonly Binding[];

export type DrillCommand = (typeof drillBindings)[number]['id'];

export function isDrillCommand(id: string): id is DrillCommand {
  return drillBindings.some((binding) => binding.id === id);
}
