import type { WeaklinkEvent } from '../../src/events/types.ts';
import type { Condition } from './condition.ts';
import { dice } from './dice.ts';
import { look } from './look.ts';
import { observation, startMs } from './play.ts';
import { Walker } from './walk.ts';
import type { World } from './world.ts';

/** 50,000 looks a minute, or what the series make where that is less. */
const mostLooksATick = Math.round(50_000 / 60);

/** One simulated second of looks after another, every series in its turn. */
export class Ticks {
  readonly looksATick: number;
  /** Ticks in which every series looks once. */
  readonly aRound: number;
  readonly #world: World;
  readonly #source = dice(2);
  readonly #broken: Condition[] = [];
  #walker: Walker;
  #tick = 0;
  #at = 0;

  /** @param everySeconds how often each series looks */
  constructor(world: World, everySeconds: number) {
    this.#world = world;
    const looks = Math.ceil(world.series.length / everySeconds);
    this.looksATick = Math.min(looks, mostLooksATick);
    this.aRound = Math.ceil(world.series.length / this.looksATick);
    this.#walker = new Walker(world, [], this.#source);
  }

  /** Breaks one more inference server, far from the one before. */
  break(): void {
    const servers = this.#world.chain.links.filter(({ kind }) => kind === 'inference-server');
    const at = servers[this.#broken.length === 0 ? 0 : servers.length - 1]?.id ?? '';
    const effect = this.#broken.length === 0 ? 'engine-errors' : 'refuse';
    this.#broken.push({ at, effect, share: 1, fromMs: 0, shows: {} });
    this.#walker = new Walker(this.#world, this.#broken, this.#source);
  }

  next(): readonly WeaklinkEvent[] {
    const { series } = this.#world;
    const fromMs = startMs + this.#tick * 1_000;
    this.#tick += 1;
    const timed = Array.from({ length: this.looksATick }, (_, index) => {
      const one = series[this.#at % series.length];
      this.#at += 1;
      if (!one) throw new Error('a chain that nobody looks at');
      const atMs = fromMs + (index / this.looksATick) * 1_000;
      return observation(one, atMs, look(one, this.#walker, atMs, this.#source));
    });
    return timed.sort((a, b) => a.atMs - b.atMs).map(({ event }) => event);
  }
}
