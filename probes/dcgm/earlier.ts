import { LookMemory } from '../system/memory.ts';
import type { MeteredCard } from './reading.ts';

/** What a look keeps of one card for the next. */
export interface Earlier {
  readonly atMs: number;
  readonly lastXid: number | undefined;
  readonly nvlinkErrors: number | undefined;
  readonly energy: number | undefined;
  /** When the energy that the card has used was last seen to grow. */
  readonly grewAtMs: number;
}

const memory = new LookMemory<Earlier>();

/** Looks up what was known of a card, and keeps what is known now. */
export function exchangeEarlier(key: string, card: MeteredCard, atMs: number): Earlier | undefined {
  const before = memory.recall(key);
  const energy = card.values.get('energy');
  const grew = before === undefined || energy === undefined || energy !== before.energy;
  memory.keep(key, {
    atMs,
    lastXid: card.values.get('last_xid'),
    nvlinkErrors: card.values.get('nvlink_errors'),
    energy,
    grewAtMs: grew ? atMs : before.grewAtMs,
  });
  return before;
}

/** Milliseconds without any use of energy after which values are old: exporters renew theirs in 30 s. */
const STILL_MS = 120_000;

/** Whether the energy of a powered card has stood still for too long: nobody renews its values. */
export function standsStill(card: MeteredCard, before: Earlier | undefined, atMs: number): boolean {
  const energy = card.values.get('energy');
  if (energy === undefined || energy === 0 || before?.energy !== energy) return false;
  return (card.values.get('power') ?? 0) > 1 && atMs - before.grewAtMs >= STILL_MS;
}
