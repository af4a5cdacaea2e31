import { dice } from '../../test/support/dice.ts';
import type { Level } from './traffic.ts';

/** Events as numbers: the attempt, and what is told of it. */
export type Telling = Level | 'opened' | 'resolved';
const tellings: readonly Telling[] = [0, 1, 2, 'opened', 'resolved'];

export interface Plan {
  readonly attempts: number;
  /** In the order of their attempts; duplicates stand side by side. */
  readonly events: Uint32Array;
}

/**
 * So many events: of most attempts a snapshot and an end, of some what was learned late, of one in fifty a
 * dispute; a third of the tellings come twice, and one in a hundred nineteen times.
 */
export function planOf(count: number, seed: number): Plan {
  const roll = dice(seed);
  const events = new Uint32Array(count);
  let length = 0;
  let attempts = 0;
  const tell = (telling: Telling) => {
    const once = attempts * tellings.length + tellings.indexOf(telling);
    const luck = roll();
    const times = luck < 0.01 ? 19 : luck < 0.34 ? 2 : 1;
    for (let time = 0; time < times && length < count; time += 1) {
      events[length] = once;
      length += 1;
    }
  };
  for (; length < count; attempts += 1) {
    if (roll() < 0.4) tell(0);
    tell(1);
    if (roll() < 0.5) tell(2);
    if (roll() < 0.02) {
      tell('opened');
      if (roll() < 0.7) tell('resolved');
    }
  }
  return { attempts, events };
}

export function eventOf(number: number): { readonly attempt: number; readonly telling: Telling } {
  const telling = tellings[number % tellings.length] ?? 0;
  return { attempt: Math.floor(number / tellings.length), telling };
}

/** Every order is as likely as any other. */
export function shuffled(events: Uint32Array, seed: number): Uint32Array {
  const roll = dice(seed);
  const copy = events.slice();
  for (let index = copy.length - 1; index > 0; index -= 1) {
    const other = Math.floor(roll() * (index + 1));
    const kept = copy[index] ?? 0;
    copy[index] = copy[other] ?? 0;
    copy[other] = kept;
  }
  return copy;
}
