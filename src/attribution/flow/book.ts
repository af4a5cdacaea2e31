import type { Chain } from '../../chain/types.ts';
import type { Observation } from '../../events/types.ts';
import { instantMs } from '../../platform/instant.ts';
import type { PoolMeter } from '../prices/pool-meter.ts';
import type { Accounted, CreditTerms, Feeds, PartyId } from '../types.ts';
import { type Contribution, contributionOf, feedsNothing } from './contribution.ts';
import { flowOf } from './flow-of.ts';
import { type GatewaysOf, gatewaysIn, noGateways } from './gateways.ts';
import { type Kept, keptOf } from './kept.ts';
import { LookBook } from './looks.ts';
import { Names, OTHERS } from './names.ts';
import { PoolBook } from './pool-book.ts';
import { keyed, Tally } from './tally.ts';
import type { Flow, FlowMeasure } from './types.ts';
import { WayOrder } from './way-order.ts';
import { type FlowWindow, flowWindows, Ring } from './windows.ts';

/** Attempts remembered to be taken away when they are told anew, and to be looked at; about 1 kB each. */
const MAX_ATTEMPTS = 20_000;
/** Names told apart in the sums; the rest is one. A screen shows a dozen. */
const MAX_MODELS = 50;
const MAX_CONSUMERS = 100;
const MAX_PARTIES = 400;
const MAX_LINKS = 300;
const MAX_WEIGHTS = 100;
const MAX_GATEWAYS = 100;

/** What a flow is drawn with beside the attempts; nobody has to know any of it. */
export interface FlowKnowledge {
  /** Who stands behind what. */
  readonly feeds?: Feeds | undefined;
  /** How answers are held against datanets. */
  readonly credit?: CreditTerms | null | undefined;
  /** Says which links are gateways, and what is behind a link. */
  readonly chain?: Chain | null;
  /** What own GPUs cost, used or not. */
  readonly pools?: PoolMeter | null | undefined;
}

/**
 * Accounted attempts → sums over windows of event time, for each model. An attempt told anew replaces what
 * it was, so the sums are the same in any order. Pure: its only clock is the time in what it is told.
 */
export class FlowBook {
  readonly #feeds: Feeds;
  readonly #credit: CreditTerms | null;
  readonly #gatewaysOf: GatewaysOf;
  readonly #looks: LookBook;
  readonly #chain: Chain | null;
  readonly #order: WayOrder;
  readonly #pools: PoolBook | null;
  readonly #rings = flowWindows.map((window) => new Ring(window, () => new Map<string, Tally>()));
  readonly #attempts = new Map<string, Kept>();
  readonly #models = new Names(MAX_MODELS);
  readonly #consumers = new Names(MAX_CONSUMERS);
  readonly #parties = new Names(MAX_PARTIES);
  readonly #links = new Names(MAX_LINKS);
  readonly #weights = new Names(MAX_WEIGHTS);
  readonly #gateways = new Names(MAX_GATEWAYS);
  #newestMs: number | null = null;
  #firstMs = Number.POSITIVE_INFINITY;
  #taken = 0;

  constructor({
    feeds = feedsNothing,
    credit = null,
    chain = null,
    pools = null,
  }: FlowKnowledge = {}) {
    this.#feeds = feeds;
    this.#credit = credit;
    this.#chain = chain;
    this.#order = new WayOrder(chain);
    this.#gatewaysOf = chain ? gatewaysIn(chain) : noGateways;
    this.#looks = new LookBook(chain);
    this.#pools = pools && new PoolBook(pools);
  }

  /** Start of the latest attempt; null before the first. */
  get newestMs(): number | null {
    return this.#newestMs;
  }

  /** Counts every telling: what was drawn from an equal number holds still. */
  get taken(): number {
    return this.#taken;
  }

  /** Models asked for, in the order in which they were first seen. */
  get models(): readonly string[] {
    return [...this.#seen];
  }

  readonly #seen = new Set<string>();

  take(accounted: Accounted): void {
    const kept = keptOf(accounted, this.#gatewaysOf);
    const { attempt, startedAt } = kept.inference;
    const ms = instantMs(startedAt);
    if (!Number.isFinite(ms)) return;
    this.#taken += 1;
    const before = this.#attempts.get(attempt);
    if (before) this.#add(before, -1);
    this.#add(kept, 1);
    this.#newestMs = Math.max(this.#newestMs ?? ms, ms);
    this.#firstMs = Math.min(this.#firstMs, ms);
    this.#remember(attempt, kept);
  }

  /** What an own look found; one that asks no model tells nothing of a flow. */
  look(observation: Observation): void {
    this.#looks.take(observation);
  }

  /** @param asOfMs end of the window, in milliseconds since the epoch */
  flow(model: string, measure: FlowMeasure, window: FlowWindow, asOfMs: number): Flow {
    const ring = this.#rings[flowWindows.indexOf(window)];
    const tally = new Tally();
    for (const bucket of ring?.within(asOfMs) ?? []) {
      const part = bucket.get(model);
      if (part) tally.merge(part);
    }
    const sinceMs = Math.max(this.#firstMs, ring?.startMs(asOfMs) ?? 0);
    const credit = this.#credit;
    const tooLate = ring?.tooLate ?? 0;
    const looks = this.#looks.of(model, window, asOfMs);
    const gpus = this.#pools?.of(window, sinceMs, asOfMs) ?? [];
    const when = { window, asOfMs, sinceMs, tooLate };
    const where = { chain: this.#chain, placeOf: this.#order.placeOf(model) };
    return flowOf(tally, { model, measure, ...when, ...where, credit, looks, gpus });
  }

  /** Attempts that are remembered, the latest told first. */
  attempts(wanted: (kept: Kept) => boolean, most: number): readonly Kept[] {
    const found: Kept[] = [];
    for (const kept of [...this.#attempts.values()].reverse()) {
      if (found.length >= most) break;
      if (wanted(kept)) found.push(kept);
    }
    return found;
  }

  #remember(attempt: string, kept: Kept): void {
    this.#attempts.delete(attempt);
    this.#attempts.set(attempt, kept);
    if (this.#attempts.size <= MAX_ATTEMPTS) return;
    const oldest = this.#attempts.keys().next().value;
    if (oldest !== undefined) this.#attempts.delete(oldest);
  }

  #add(kept: Kept, times: 1 | -1): void {
    const contribution = keyed(this.#bounded(contributionOf(kept, this.#feeds)));
    const model = this.#models.of(kept.inference.model);
    this.#seen.add(model);
    this.#pools?.add(kept.inference, times);
    const ms = instantMs(kept.inference.startedAt);
    for (const ring of this.#rings) {
      const bucket = ring.at(ms, times === 1);
      if (!bucket) continue;
      let tally = bucket.get(model);
      if (!tally) {
        tally = new Tally();
        bucket.set(model, tally);
      }
      tally.add(kept, contribution, times);
    }
  }

  #bounded(contribution: Contribution): Contribution {
    return {
      ...contribution,
      routes: contribution.routes.map((route) => ({
        ...route,
        consumer: this.#consumers.of(route.consumer),
        weights: this.#weights.of(route.weights),
        gateways: this.#passed(route.gateways),
        link: this.#links.of(route.link),
        lossLink: route.lossLink === null ? null : this.#links.of(route.lossLink),
      })),
      earnings: contribution.earnings.map((earning) => ({
        ...earning,
        party: this.#party(earning.party),
        behind: earning.behind === null ? null : this.#weights.of(earning.behind),
        gateways: this.#passed(earning.gateways),
        link: this.#links.of(earning.link),
      })),
    };
  }

  #passed(gateways: string | null): string | null {
    return gateways === null ? null : this.#gateways.of(gateways);
  }

  /** Beyond the bound, one party of each kind. */
  #party(party: PartyId): PartyId {
    const bounded = this.#parties.of(party);
    if (bounded !== OTHERS) return party;
    const [kind = 'contributor'] = party.split(':');
    return party.includes(':') ? (`${kind}:${OTHERS}` as PartyId) : party;
  }
}
