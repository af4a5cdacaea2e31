import type { UiState } from '../ui-state.ts';
import type { ReplayCommand } from './bindings.ts';
import type { ReplayAsk } from './types.ts';

/** Part of the recording that one press of an arrow moves by. */
const scrubShare = 0.01;

/** What each key asks of the player; null for typing a time, which first needs the time. */
export function askOf(command: ReplayCommand, key: string): ReplayAsk | null {
  switch (command) {
    case 'scrub-forward':
      return { kind: 'scrub', by: scrubShare };
    case 'scrub-back':
      return { kind: 'scrub', by: -scrubShare };
    case 'jump-share':
      return { kind: 'share', of: Number(key) / 10 };
    case 'jump-time':
      return null;
    default:
      // One command, one ask of the same name.
      return { kind: command };
  }
}

/** Characters of a time; an ISO time with its zone has 29. */
const maxTimeCharacters = 32;

export interface Typed {
  readonly ui: UiState;
  /** The time, once Enter has ended it. */
  readonly ask?: ReplayAsk;
}

/** A key while a time is being typed. */
export function typeTime(key: string, ui: UiState): Typed {
  const text = ui.jumpText ?? '';
  if (key === 'escape') return { ui: { ...ui, jumpText: null } };
  if (key === 'enter') {
    const done = { ui: { ...ui, jumpText: null } };
    return text.trim() === '' ? done : { ...done, ask: { kind: 'time', text } };
  }
  if (key === 'backspace') return { ui: withTime(ui, text.slice(0, -1)) };
  const typed = key === 'space' ? ' ' : key;
  return typed.length === 1 ? { ui: withTime(ui, text + typed) } : { ui };
}

export function withTime(ui: UiState, text: string): UiState {
  return { ...ui, jumpText: text.slice(0, maxTimeCharacters) };
}
