import type { Binding } from '../keymap.ts';

/** The keys of a recording. They stand beside those of the screens, and take the place of some. */
export const replayBindings = [
  {
    id: 'play',
    keys: ['space'],
    where: 'everywhere',
    description: 'play, or pause',
    footer: { label: 'play', order: 2.1 },
    only: 'replay',
  },
  {
    id: 'step',
    keys: ['.'],
    where: 'everywhere',
    description: 'pause and show the next event',
    footer: { label: 'step', order: 2.4 },
    only: 'replay',
  },
  {
    id: 'step-back',
    keys: [','],
    where: 'everywhere',
    description: 'pause and go back to the event before',
    only: 'replay',
  },
  {
    id: 'next-mark',
    keys: [']'],
    where: 'everywhere',
    description: 'jump to the next mark',
    footer: { label: 'next mark', order: 2.2 },
    only: 'replay',
  },
  {
    id: 'previous-mark',
    keys: ['['],
    where: 'everywhere',
    description: 'jump to the mark before',
    footer: { label: 'back', order: 2.3 },
    only: 'replay',
  },
  {
    id: 'faster',
    keys: ['+', '='],
    where: 'everywhere',
    description: 'play faster: 1, 10, 100 times, as fast as it can',
    footer: { label: 'faster', order: 2.5 },
    only: 'replay',
  },
  {
    id: 'slower',
    keys: ['-', '_'],
    where: 'everywhere',
    description: 'play slower',
    only: 'replay',
  },
  {
    id: 'scrub-forward',
    keys: ['right', '>'],
    where: 'everywhere',
    description: 'forward by a hundredth of the recording',
    only: 'replay',
  },
  {
    id: 'scrub-back',
    keys: ['left', '<'],
    where: 'everywhere',
    description: 'back by a hundredth of the recording',
    only: 'replay',
  },
  {
    id: 'jump-share',
    keys: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    where: 'everywhere',
    description: 'jump to so many tenths of the recording',
    only: 'replay',
  },
  {
    id: 'jump-time',
    keys: ['T'],
    where: 'everywhere',
    description: 'type a time to jump to',
    only: 'replay',
  },
] as const satisfies readonly Binding[];

export type ReplayCommand = (typeof replayBindings)[number]['id'];

export function isReplayCommand(id: string): id is ReplayCommand {
  return replayBindings.some((binding) => binding.id === id);
}

/** The ten digits would fill the column of keys. */
export const digitsLabel = '0 … 9';
