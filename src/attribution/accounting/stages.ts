import type { LinkId } from '../../chain/types.ts';
import type { Nanos } from '../types.ts';

/** What came into a link and what became of it. Always: `in` = `out` + `lost` + `inFlight`. */
export interface Passage<T> {
  readonly in: T;
  readonly out: T;
  readonly lost: T;
  readonly inFlight: T;
}

export interface Stage {
  /** Attempts; in flight are those whose outcome, price or bill is not known yet. */
  readonly attempts: Passage<number>;
  /** Money by currency, as far as prices are known; in flight is what nobody has billed yet. */
  readonly money: ReadonlyMap<string, Passage<Nanos>>;
}

export type Way = 'out' | 'lost' | 'inFlight';

/** Where one attempt stands at the link that serves it. */
export interface Place {
  readonly link: LinkId;
  readonly way: Way;
  /** Null while no price is known. What came in is its cost; the rest is what its entry says. */
  readonly money: { readonly currency: string; readonly passage: Passage<Nanos> } | null;
}

type Mutable<T> = { -readonly [K in keyof Passage<T>]: T };
interface MutableStage {
  readonly attempts: Mutable<number>;
  readonly money: Map<string, Mutable<Nanos>>;
}

/** Attempts and money that links were given, kept apart from what became of each. */
export class Stages {
  readonly #stages = new Map<LinkId, MutableStage>();

  get all(): ReadonlyMap<LinkId, Stage> {
    return this.#stages;
  }

  /** An attempt stands elsewhere than before; null before it was known, or once it is not counted here. */
  move(before: Place | null, after: Place | null): void {
    if (before) this.#add(before, -1, -1n);
    if (after) this.#add(after, 1, 1n);
  }

  #add({ link, way, money }: Place, one: number, sign: bigint): void {
    let stage = this.#stages.get(link);
    if (!stage) {
      stage = { attempts: { in: 0, out: 0, lost: 0, inFlight: 0 }, money: new Map() };
      this.#stages.set(link, stage);
    }
    stage.attempts.in += one;
    stage.attempts[way] += one;
    if (!money) return;
    let passage = stage.money.get(money.currency);
    if (!passage) {
      passage = { in: 0n, out: 0n, lost: 0n, inFlight: 0n };
      stage.money.set(money.currency, passage);
    }
    for (const each of ['in', 'out', 'lost', 'inFlight'] as const) {
      passage[each] += sign * money.passage[each];
    }
  }
}

/** Links where more or less went out than came in, in words; empty always, or something is broken. */
export function brokenStages(stages: ReadonlyMap<LinkId, Stage>): readonly string[] {
  return [...stages].flatMap(([link, { attempts, money }]) => {
    const whole =
      attempts.in === attempts.out + attempts.lost + attempts.inFlight &&
      [...money.values()].every((one) => one.in === one.out + one.lost + one.inFlight);
    return whole ? [] : [`${link}: what came in is not what went out, was lost or is in flight`];
  });
}
