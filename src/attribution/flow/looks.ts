import { pathOf, type Step } from '../../chain/path.ts';
import type { Chain, LinkId } from '../../chain/types.ts';
import type { Observation } from '../../events/types.ts';
import { instantMs } from '../../platform/instant.ts';
import { mergeInto } from './histogram.ts';
import { type MeanTime, ownTimeOf } from './own-time.ts';
import { type FlowWindow, flowWindows, Ring } from './windows.ts';

/** What own looks that ask a model found at one link, from all vantages together. */
export interface LinkLooks {
  readonly link: LinkId;
  readonly looks: number;
  readonly failed: number;
  /** What the failed ones met, the commonest first. */
  readonly symptoms: readonly { readonly symptom: string; readonly count: number }[];
  /** Mean time to the first token, of what is behind it too; null where no look measured it. */
  readonly firstTokenMs: number | null;
  /** What of it the links behind did not take, with the way to them; null where it is not measured. */
  readonly ownMs: number | null;
  /** Two standard errors of that: looks at one link are others than those at the next. Null with it. */
  readonly ownWithinMs: number | null;
}

/** A link's looks at one model in one bucket of time. What can be found is bounded by the probe's symptoms. */
class LookTally {
  #looks = 0;
  #failed = 0;
  readonly #symptoms = new Map<string, number>();
  #timed = 0;
  #sumMs = 0;
  #squares = 0;

  add({ outcome, symptom, measures }: Observation): void {
    this.#looks += 1;
    if (outcome === 'failed') {
      this.#failed += 1;
      const met = symptom ?? 'no symptom told';
      this.#symptoms.set(met, (this.#symptoms.get(met) ?? 0) + 1);
    }
    const told = measures.find(({ name }) => name === 'llm.first_token');
    if (!told) return;
    this.#timed += 1;
    this.#sumMs += told.value;
    this.#squares += told.value ** 2;
  }

  merge(other: LookTally): void {
    this.#looks += other.#looks;
    this.#failed += other.#failed;
    mergeInto(this.#symptoms, other.#symptoms);
    this.#timed += other.#timed;
    this.#sumMs += other.#sumMs;
    this.#squares += other.#squares;
  }

  get time(): MeanTime | null {
    const count = this.#timed;
    if (count === 0) return null;
    const meanMs = this.#sumMs / count;
    // One look says nothing of how far looks differ: it may be off by as much as it is.
    const variance =
      count === 1 ? meanMs ** 2 : Math.max(0, this.#squares - count * meanMs ** 2) / (count - 1);
    return { meanMs, errorSquared: variance / count };
  }

  get found(): Pick<LinkLooks, 'looks' | 'failed' | 'symptoms'> {
    return {
      looks: this.#looks,
      failed: this.#failed,
      symptoms: [...this.#symptoms]
        .map(([symptom, count]) => ({ symptom, count }))
        .sort((a, b) => b.count - a.count || (a.symptom < b.symptom ? -1 : 1)),
    };
  }
}

type Tallies = Map<LinkId, LookTally>;

/**
 * Looks that ask a model at each link of its way, over the same windows as inferences. They tell where the time to
 * the first token goes where nobody traces, and what fails where nobody asks. Bounded by what the chain looks at.
 */
export class LookBook {
  readonly #rings = flowWindows.map((window) => new Ring(window, () => new Map<string, Tallies>()));
  readonly #chain: Chain | null;
  /** By model and link: a flow is drawn every second, and a chain stays as it is. */
  readonly #behind = new Map<string, readonly Step[]>();

  /** @param chain says what is behind a link; null where nobody does */
  constructor(chain: Chain | null) {
    this.#chain = chain;
  }

  take(observation: Observation): void {
    const { model, reach, outcome, startedAt, link } = observation;
    const ms = instantMs(startedAt);
    // Of what nobody could look at nothing was found.
    if (model === undefined || reach !== 'through' || outcome === 'unknown') return;
    if (!Number.isFinite(ms)) return;
    for (const ring of this.#rings) {
      const bucket = ring.at(ms, false);
      if (!bucket) continue;
      const links = bucket.get(model) ?? new Map<LinkId, LookTally>();
      bucket.set(model, links);
      tallyIn(links, link).add(observation);
    }
  }

  /** By their names. */
  of(model: string, window: FlowWindow, asOfMs: number): readonly LinkLooks[] {
    const ring = this.#rings[flowWindows.indexOf(window)];
    const sums: Tallies = new Map();
    for (const bucket of ring?.within(asOfMs) ?? []) {
      for (const [link, tally] of bucket.get(model) ?? []) tallyIn(sums, link).merge(tally);
    }
    const times = new Map([...sums].flatMap(([link, { time }]) => (time ? [[link, time]] : [])));
    return [...sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([link, { found }]): LinkLooks => {
        const own = this.#chain && ownTimeOf(link, times, (of) => this.#stepsBehind(of, model));
        return {
          link,
          ...found,
          firstTokenMs: times.get(link)?.meanMs ?? null,
          ownMs: own?.ms ?? null,
          ownWithinMs: own?.withinMs ?? null,
        };
      });
  }

  #stepsBehind(link: LinkId, model: string): readonly Step[] {
    const key = `${model}\n${link}`;
    const known = this.#behind.get(key);
    if (known || !this.#chain) return known ?? [];
    const steps = pathOf(this.#chain, link, 'through', model).filter(({ hops }) => hops > 0);
    this.#behind.set(key, steps);
    return steps;
  }
}

function tallyIn(links: Tallies, link: LinkId): LookTally {
  const tally = links.get(link) ?? new LookTally();
  links.set(link, tally);
  return tally;
}
