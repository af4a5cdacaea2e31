import type { LinkId } from '../../chain/types.ts';
import type { InferenceSource } from '../../events/types.ts';
import type { PartyId } from '../types.ts';
import type { Contribution } from './contribution.ts';
import { FirstTokenTally } from './first-token.ts';
import { mergeInto } from './histogram.ts';
import type { Kept } from './kept.ts';
import { addLinks, LinkTally } from './link-tally.ts';
import { OTHERS } from './names.ts';
import type { Earning, Route } from './types.ts';

/** Routes and earnings told apart in one bucket of time; a screen shows a dozen. What goes beyond is one. */
const MAX_ROUTES = 1_000;
const MAX_EARNINGS = 2_000;

interface Keyed<T> {
  readonly key: string;
  readonly value: T;
}

/** A contribution with what tells its routes and earnings apart: worked out once, and looked up in every window. */
export interface KeyedContribution extends Pick<Contribution, 'end' | 'missing'> {
  readonly routes: readonly Keyed<Route>[];
  readonly earnings: readonly Keyed<Earning>[];
}

export function keyed({ end, missing, routes, earnings }: Contribution): KeyedContribution {
  return {
    end,
    missing,
    routes: routes.map((value) => ({ key: routeKey(value), value })),
    earnings: earnings.map((value) => ({ key: earningKey(value), value })),
  };
}

/** The sums of one model over one bucket of time, or over several merged. */
export class Tally {
  readonly routes = new Map<string, Route>();
  readonly earnings = new Map<string, Earning>();
  readonly links = new Map<LinkId, LinkTally>();
  readonly sources = new Map<InferenceSource, number>();
  readonly firstToken = new FirstTokenTally();
  /** Attempts of which tellers differ. */
  disputed = 0;
  /** Nanos that entries lack of being conserved: always 0 of a sound ledger. */
  missing = 0n;

  /** @param times 1 adds an attempt; -1 takes it away again, as it was when it was added */
  add(kept: Kept, contribution: KeyedContribution, times: 1 | -1): void {
    const { source } = kept.inference;
    for (const { key, value } of contribution.routes) {
      if (this.routes.size < MAX_ROUTES || this.routes.has(key)) {
        addRoute(this.routes, key, value, times);
      } else {
        const common = commonRoute(value);
        addRoute(this.routes, routeKey(common), common, times);
      }
    }
    for (const { key, value } of contribution.earnings) {
      if (this.earnings.size < MAX_EARNINGS || this.earnings.has(key)) {
        addEarning(this.earnings, key, value, times);
      } else {
        const common = commonEarning(value);
        addEarning(this.earnings, earningKey(common), common, times);
      }
    }
    addLinks((link) => this.#link(link), kept, contribution.end, times);
    this.sources.set(source, (this.sources.get(source) ?? 0) + times);
    if (kept.disputed) this.disputed += times;
    this.missing += contribution.missing * BigInt(times);
    if (contribution.end.fate === 'out') this.firstToken.add(kept.inference, times);
  }

  merge(other: Tally): void {
    for (const [key, route] of other.routes) addRoute(this.routes, key, route, 1);
    for (const [key, earning] of other.earnings) addEarning(this.earnings, key, earning, 1);
    for (const [link, tally] of other.links) this.#link(link).merge(tally);
    mergeInto(this.sources, other.sources);
    this.firstToken.merge(other.firstToken);
    this.disputed += other.disputed;
    this.missing += other.missing;
  }

  #link(link: LinkId): LinkTally {
    const known = this.links.get(link);
    if (known) return known;
    const made = new LinkTally();
    this.links.set(link, made);
    return made;
  }
}

function addRoute(routes: Map<string, Route>, key: string, route: Route, times: 1 | -1): void {
  const known = routes.get(key);
  if (!known) {
    const made = { ...route };
    if (times === -1) negate(made);
    routes.set(key, made);
    return;
  }
  known.attempts += route.attempts * times;
  known.tokens += route.tokens * times;
  known.tokensUnknown += route.tokensUnknown * times;
  known.micros += route.micros * times;
  known.billed += route.billed * BigInt(times);
  if (known.attempts === 0 && known.billed === 0n) routes.delete(key);
  if (times === -1) return;
  known.firstMs = Math.min(known.firstMs, route.firstMs);
  known.newestMs = Math.max(known.newestMs, route.newestMs);
}

function commonRoute(route: Route): Route {
  const lossLink = route.lossLink === null ? null : OTHERS;
  const gateways = route.gateways === null ? null : OTHERS;
  return { ...route, consumer: OTHERS, link: OTHERS, weights: OTHERS, gateways, lossLink };
}

function commonEarning(earning: Earning): Earning {
  const { party } = earning;
  const at = party.indexOf(':');
  const common = at < 0 ? party : (`${party.slice(0, at)}:${OTHERS}` as PartyId);
  const gateways = earning.gateways === null ? null : OTHERS;
  return { ...earning, party: common, behind: null, gateways, link: OTHERS };
}

function negate(route: Route): void {
  route.attempts *= -1;
  route.tokens *= -1;
  route.tokensUnknown *= -1;
  route.micros *= -1;
  route.billed *= -1n;
}

function addEarning(
  earnings: Map<string, Earning>,
  key: string,
  earning: Earning,
  times: 1 | -1,
): void {
  const known = earnings.get(key);
  const nanos = earning.nanos * BigInt(times);
  if (!known) {
    earnings.set(key, { ...earning, nanos });
    return;
  }
  known.nanos += nanos;
  if (known.nanos === 0n) earnings.delete(key);
}

/** No name holds a line break: the sanitiser has seen to that. */
function routeKey(route: Route): string {
  const { consumer, link, weights, gateways, fate, lossLink, lossReason, currency } = route;
  return `${consumer}\n${link}\n${weights}\n${gateways ?? ''}\n${fate}\n${lossLink ?? ''}\n${lossReason ?? ''}\n${currency ?? ''}`;
}

function earningKey(earning: Earning): string {
  const { party, method, evidence, behind, gateways, link, currency } = earning;
  return `${party}\n${method}\n${evidence}\n${behind ?? ''}\n${gateways ?? ''}\n${link}\n${currency}`;
}
