import type { Chain } from '../../chain/types.ts';
import type { Grounds } from '../engine.ts';
import type { Fault } from '../hypotheses.ts';
import { paceOf } from '../pace.ts';
import { Posterior } from '../posterior.ts';
import { onsetsOf } from '../seen-state.ts';
import { SeriesIndex } from '../series.ts';
import { type Standing, standingOf } from '../standing.ts';
import type { Stream } from '../stream.ts';
import { undeclaredShare } from '../undeclared.ts';
import type { Belief } from './belief.ts';

/** What is believed, best first. */
export function beliefsIn({ alone, companies, noFault, outside }: Standing): readonly Belief[] {
  const all: Belief[] = [
    ...alone.map(({ fault, probability }) => ({ faults: [fault], probability })),
    ...companies,
    { faults: [], probability: noFault },
    { faults: 'outside', probability: outside },
  ];
  return all.sort((a, b) => b.probability - a.probability);
}

/** Beliefs, and what made probabilities of them. */
export interface Weighed {
  /** Best first. */
  readonly beliefs: readonly Belief[];
  /** Of all single causes and of none together: odds against no fault. */
  readonly allOdds: number;
  /** That at most one thing is broken, 0…1. */
  readonly aloneShare: number;
}

/** Explanations that are kept apart; the rest counts as moved by no look. */
const mostBeliefs = 400;

/**
 * The beliefs of an engine in full: also of faults that no look could have shown so far, which the
 * engine leaves out of account until something looks.
 */
export class Beliefs {
  /** Odds of each fault against no fault, before any look. */
  readonly #prior: Float64Array;

  /** @param streams every series that could look, whether or not it has */
  constructor(chain: Chain, streams: Iterable<Stream>) {
    const before = new Posterior(chain);
    for (const stream of streams) before.admit(stream);
    const { faults, noFault } = before.read();
    this.#prior = faults.map((own) => own / noFault);
  }

  /** Odds of a fault against no fault, before any look. */
  priorOdds({ index }: Fault): number {
    return this.#prior[index] ?? 0;
  }

  /** As of the newest event of the engine, best first. */
  of(grounds: Grounds): readonly Belief[] {
    return this.weighed(grounds).beliefs;
  }

  /** The same, with what made probabilities of odds. */
  weighed({ chain, posterior, streams, hearsay, nowMs }: Grounds): Weighed {
    const read = posterior.read();
    const onsets = onsetsOf(streams, nowMs);
    const singles: { fault: Fault; own: number }[] = [];
    let total = read.noFault + read.outside;
    let { outside } = read;
    for (const { link, modes } of posterior.byMode) {
      const weigh = hearsay.weigh(link, onsets, nowMs);
      for (const variants of modes) {
        const [first] = variants;
        if (!first) continue;
        const one = this.#folded(variants, read, weigh(first.mode.id));
        total += one.own;
        const undeclared = one.own * undeclaredShare(first.mode);
        outside += undeclared;
        singles.push({ fault: one.fault, own: one.own - undeclared });
      }
    }
    const companies = companiesOf({ chain, posterior, streams, hearsay, nowMs });
    const inCompany = companies.reduce((sum, { probability }) => sum + probability, 0);
    const alone = Math.max(0, 1 - inCompany);
    const share = (own: number) => (own / total) * alone;
    const all: Belief[] = [
      ...singles.map(({ fault, own }) => ({ faults: [fault], probability: share(own) })),
      ...companies,
      { faults: [], probability: share(read.noFault) },
      { faults: 'outside', probability: share(outside) },
    ];
    return {
      beliefs: all.sort((a, b) => b.probability - a.probability).slice(0, mostBeliefs),
      allOdds: total / read.noFault,
      aloneShare: alone,
    };
  }

  #folded(
    variants: readonly Fault[],
    { faults, noFault }: ReturnType<Posterior['read']>,
    weight: number,
  ): { fault: Fault; own: number } {
    let fault = variants[0] as Fault;
    let most = 0;
    let own = 0;
    for (const variant of variants) {
      const known = faults[variant.index] as number;
      // No look has met it, so nothing spoke for or against it.
      const probability =
        (known > 0 ? known : (this.#prior[variant.index] as number) * noFault) * weight;
      own += probability;
      if (probability > most) {
        most = probability;
        fault = variant;
      }
    }
    return { fault, own };
  }
}

function companiesOf({
  chain,
  posterior,
  streams,
  hearsay,
  nowMs,
}: Grounds): Standing['companies'] {
  if (!posterior.inTrouble) return [];
  const series = new SeriesIndex();
  for (const stream of streams) series.add(stream);
  return standingOf(posterior, series, hearsay, paceOf(chain), nowMs).companies;
}
