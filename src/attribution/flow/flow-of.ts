import type { Chain } from '../../chain/types.ts';
import type { PoolAccount } from '../prices/gpu-use.ts';
import type { CreditTerms, Nanos, PartyId, ShareMethod } from '../types.ts';
import { runsOn } from './foundations.ts';
import type { LinkLooks } from './looks.ts';
import { nodesOf } from './nodes.ts';
import { rateOf } from './rate.ts';
import type { Tally } from './tally.ts';
import type { Earning, Flow, FlowCounts, FlowMeasure, FlowNode, Loss, Route } from './types.ts';
import { byPlace, type PlaceOf } from './way-order.ts';
import type { FlowWindow } from './windows.ts';

export interface FlowAsked {
  readonly model: string;
  readonly measure: FlowMeasure;
  readonly window: FlowWindow;
  readonly asOfMs: number;
  /** When the window begins, or the first attempt of any model, whichever is later. */
  readonly sinceMs: number;
  readonly tooLate: number;
  readonly credit: CreditTerms | null;
  /** Says what links run on; null where nobody does. */
  readonly chain: Chain | null;
  readonly placeOf: PlaceOf;
  readonly looks: readonly LinkLooks[];
  readonly gpus: readonly PoolAccount[];
}

/** The sums of a window → what is drawn and written of it, by one measure. */
export function flowOf(tally: Tally, asked: FlowAsked): Flow {
  const { model, measure, window, asOfMs } = asked;
  const routes = [...tally.routes.values()];
  const currency = mainCurrency(routes);
  const amountOf = amounts(measure, currency);
  const earnings =
    measure === 'value'
      ? [...tally.earnings.values()].filter((earning) => earning.currency === currency)
      : null;
  const sums = sumsOf(routes, amountOf);
  const earned = earnings === null ? sums.out : sumOf(earnings, ({ nanos }) => nanos);
  const reserved = earnings === null ? [] : reservedOf(earnings);
  const unattributed = sumOf(reserved, ({ amount }) => amount);
  const nodes = grounded(nodesOf(routes, earnings, amountOf, sums), asked.chain);
  const missing = sums.out - earned;
  const counts = countsOf(tally, routes, asked.tooLate);
  const isKnown = measure !== 'value' || currency !== null;
  const isWhole = nodes.stages.every((one) => one.in === one.out + one.lost + one.inFlight);
  return {
    model,
    measure,
    windowMs: window.windowMs,
    asOfMs,
    unit: unitOf(measure, currency),
    currency: measure === 'value' ? currency : null,
    ...sums,
    rate: rateOf(counts.attempts, isKnown ? sums.total : null, asked),
    parties: measure === 'value' ? earned - unattributed : 0n,
    unattributed,
    reserved,
    unknown: unknownOf(routes, measure),
    otherCurrencies: measure === 'value' ? others(routes, currency) : [],
    ...nodes,
    losses: lossesOf(routes, amountOf),
    conserved: missing === 0n && isWhole,
    missing,
    counts,
    links: byPlace(
      [...tally.links]
        .map(([link, one]) => one.passage(link, tally.firstToken.shareOf(link)))
        .filter((passage) => passage.in !== 0),
      asked.placeOf,
      (a, b) => b.in - a.in || (a.link < b.link ? -1 : 1),
    ),
    firstToken: tally.firstToken.whole,
    methods: methodsOf(earnings ?? []),
    evidence: evidenceOf(earnings ?? []),
    credit: asked.credit,
    looks: byPlace(asked.looks, asked.placeOf, () => 0),
    gpus: measure === 'value' ? asked.gpus : [],
  };
}

/** The links that served, with what they run on. */
function grounded<T extends ReturnType<typeof nodesOf>>(graph: T, chain: Chain | null): T {
  if (!chain) return graph;
  const withGround = (node: FlowNode): FlowNode => {
    const ground = node.kind === 'link' ? runsOn(node.name, chain) : [];
    return ground.length === 0 ? node : { ...node, runsOn: ground };
  };
  const { nodes, withoutGateways } = graph;
  return {
    ...graph,
    nodes: nodes.map(withGround),
    withoutGateways: withoutGateways && {
      ...withoutGateways,
      nodes: withoutGateways.nodes.map(withGround),
    },
  };
}

export type AmountOf = (route: Route) => bigint;

function amounts(measure: FlowMeasure, currency: string | null): AmountOf {
  switch (measure) {
    case 'value':
      return (route) => (route.currency === currency && currency !== null ? route.billed : 0n);
    case 'requests':
      return ({ attempts }) => BigInt(attempts);
    case 'tokens':
      return ({ tokens }) => BigInt(tokens);
    case 'time':
      return ({ micros }) => BigInt(micros);
  }
}

/** That of most attempts: amounts in two currencies have no sum. */
function mainCurrency(routes: readonly Route[]): string | null {
  const counts = new Map<string, number>();
  for (const { currency, attempts } of routes) {
    if (currency !== null) counts.set(currency, (counts.get(currency) ?? 0) + attempts);
  }
  const [first] = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return first?.[0] ?? null;
}

function unitOf(measure: FlowMeasure, currency: string | null): string {
  if (measure === 'value') return currency === null ? 'price unknown' : `nano-${currency}`;
  return { requests: 'attempts', tokens: 'tokens', time: 'us' }[measure];
}

export interface Sums {
  readonly total: bigint;
  readonly out: bigint;
  readonly lost: bigint;
  readonly inFlight: bigint;
}

function sumsOf(routes: readonly Route[], amountOf: AmountOf): Sums {
  const of = (fate: Route['fate']) =>
    sumOf(
      routes.filter((route) => route.fate === fate),
      amountOf,
    );
  return {
    total: sumOf(routes, amountOf),
    out: of('out'),
    lost: of('lost'),
    inFlight: of('in flight'),
  };
}

function reservedOf(earnings: readonly Earning[]): Flow['reserved'] {
  const sums = new Map<PartyId, bigint>();
  for (const { party, nanos } of earnings) {
    if (!party.includes(':')) sums.set(party, (sums.get(party) ?? 0n) + nanos);
  }
  return [...sums]
    .map(([party, amount]) => ({ party, amount }))
    .sort((a, b) => (a.party < b.party ? -1 : 1));
}

function unknownOf(routes: readonly Route[], measure: FlowMeasure): number {
  if (measure === 'tokens') return routes.reduce((sum, one) => sum + one.tokensUnknown, 0);
  if (measure !== 'value') return 0;
  // What is in flight has no price yet, which is no gap.
  return routes
    .filter(({ currency, fate }) => currency === null && fate !== 'in flight')
    .reduce((sum, { attempts }) => sum + attempts, 0);
}

function others(routes: readonly Route[], main: string | null): Flow['otherCurrencies'] {
  const apart = routes.filter(({ currency }) => currency !== null && currency !== main);
  return [...Map.groupBy(apart, ({ currency }) => currency ?? '')]
    .map(([currency, all]) => ({
      currency,
      nanos: sumOf(all, ({ billed }) => billed),
      attempts: all.reduce((sum, { attempts }) => sum + attempts, 0),
    }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

function lossesOf(routes: readonly Route[], amountOf: AmountOf): readonly Loss[] {
  const lost = routes.filter(({ fate }) => fate === 'lost');
  const byLane = Map.groupBy(lost, ({ lossLink, lossReason }) => `${lossLink}\n${lossReason}`);
  return [...byLane.values()]
    .flatMap((all): Loss[] => {
      const [one] = all;
      if (!one?.lossReason) return [];
      return [
        {
          link: one.lossLink,
          servedBy: [...new Set(all.map(({ link }) => link))].sort(),
          reason: one.lossReason,
          amount: sumOf(all, amountOf),
          sinceMs: all.reduce((first, { firstMs }) => Math.min(first, firstMs), one.firstMs),
        },
      ];
    })
    .sort((a, b) => compareDown(a.amount, b.amount) || ((a.link ?? '') < (b.link ?? '') ? -1 : 1));
}

function countsOf(tally: Tally, routes: readonly Route[], tooLate: number): FlowCounts {
  const of = (fate: Route['fate']) =>
    routes.filter((one) => one.fate === fate).reduce((sum, { attempts }) => sum + attempts, 0);
  const [answered, lost, inFlight] = [of('out'), of('lost'), of('in flight')];
  return {
    attempts: answered + lost + inFlight,
    answered,
    lost,
    inFlight,
    sources: [...tally.sources]
      .filter(([, attempts]) => attempts > 0)
      .map(([source, attempts]) => ({ source, attempts }))
      .sort((a, b) => b.attempts - a.attempts || (a.source < b.source ? -1 : 1)),
    newestMs: routes.reduce<number | null>(
      (newest, one) => Math.max(newest ?? one.newestMs, one.newestMs),
      null,
    ),
    disputed: tally.disputed,
    tooLate,
  };
}

function methodsOf(earnings: readonly Earning[]): Flow['methods'] {
  const sums = new Map<ShareMethod, Nanos>();
  for (const { method, nanos, party } of earnings) {
    if (party.includes(':')) sums.set(method, (sums.get(method) ?? 0n) + nanos);
  }
  return [...sums]
    .map(([method, nanos]) => ({ method, nanos }))
    .sort((a, b) => compareDown(a.nanos, b.nanos) || (a.method < b.method ? -1 : 1));
}

/** Parties whose share was held against bytes, and those of whom it was only said. */
function evidenceOf(earnings: readonly Earning[]): Flow['evidence'] {
  const parties = earnings.filter(({ party }) => party.includes(':'));
  const checked = new Set(
    parties.filter((one) => one.evidence === 'checked').map((one) => one.party),
  );
  const all = new Set(parties.map(({ party }) => party));
  return { checked: checked.size, declared: all.size - checked.size };
}

export function sumOf<T>(all: readonly T[], amountOf: (one: T) => bigint): bigint {
  let sum = 0n;
  for (const one of all) sum += amountOf(one);
  return sum;
}

export function compareDown(a: bigint, b: bigint): number {
  return a === b ? 0 : a > b ? -1 : 1;
}
