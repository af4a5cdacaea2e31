/**
 * The console at its flow screen over a generator of inferences: a program of its own for
 * `npm run bench:flow`. Arguments: inferences a second, and after how many seconds gpu-1 fails.
 */
import { feedsNothing } from '../../src/attribution/flow/contribution.ts';
import type { AccountingSteps } from '../../src/attribution/live.ts';
import type { LedgerEntry, PartyId, Posting } from '../../src/attribution/types.ts';
import type { Chain, Link, LinkKind } from '../../src/chain/types.ts';
import type { ConsoleFeed } from '../../src/console/feed.ts';
import type { Inference, WeaklinkEvent } from '../../src/events/types.ts';
import type { Verdict } from '../../src/events/verdict.ts';
import { sanitise } from '../../src/text/sanitise.ts';

const { detectTerminal } = await import('../../src/terminal/capabilities.ts');
const { runConsole } = await import('../../src/console/run-console.tsx');

const perSecond = Number(process.argv[2] ?? 1_000);
const faultAfterMs = Number(process.argv[3] ?? 10) * 1_000;
/** Milliseconds between two bursts: a gateway's log comes in pieces too. */
const burstMs = 20;
const startedMs = Date.now();

const link = (id: string, kind: LinkKind, needs: readonly string[]): Link => ({
  id,
  kind,
  needs: needs.map((one) => ({ link: one })),
  labels: {},
  probes: [],
});
const chain: Chain = {
  name: 'bench',
  models: [{ id: 'chat-70b', at: 'gateway', needs: [] }],
  links: [
    link('gateway', 'gateway', ['router']),
    link('router', 'router', ['replica-a', 'replica-b', 'vendor-x']),
    link('replica-a', 'inference-server', ['gpu-1']),
    link('replica-b', 'inference-server', ['gpu-2']),
    link('vendor-x', 'provider', []),
    link('gpu-1', 'gpu', []),
    link('gpu-2', 'gpu', []),
  ],
  vantages: [],
};
const servers = ['replica-a', 'replica-b', 'replica-b', 'vendor-x'] as const;
const consumers = ['agents', 'web', 'batch', 'search', 'support'].map((one) => sanitise(one));
const parties: readonly (readonly [PartyId, bigint])[] = [
  ['datanet:legal', 710n],
  ['datanet:med', 440n],
  ['datanet:forum', 120n],
  ['contributor:ada', 90n],
  ['base:70b', 390n],
  ['developer:ann', 310n],
  ['host:node-2', 920n],
  ['unattributed', 150n],
];
const billed = parties.reduce((sum, [, nanos]) => sum + nanos, 0n) * 1_000n;

function inference(index: number): Inference {
  const server = servers[index % servers.length] ?? 'replica-a';
  const fails = server === 'replica-a' && Date.now() - startedMs > faultAfterMs && index % 8 !== 0;
  const firstTokenMs = 120 + (index % 97);
  return {
    link: server,
    model: 'chat-70b',
    responseModel: null,
    request: `r-${index}`,
    attempt: `bench:r-${index}`,
    source: 'sandbox',
    operation: 'chat',
    outcome: fails ? 'failed' : 'ok',
    used: !fails,
    final: true,
    error: fails ? '503' : null,
    startedAt: new Date(Date.now()).toISOString(),
    durationMs: 900 + (index % 613),
    firstTokenMs: fails ? null : firstTokenMs,
    promptTokens: 400 + (index % 200),
    cacheReadTokens: null,
    cacheWriteTokens: null,
    cacheWriteHourTokens: null,
    completionTokens: fails ? 0 : 120,
    reasoningTokens: null,
    billed: 'yes',
    costNanos: null,
    currency: null,
    consumer: consumers[index % consumers.length] ?? null,
    environment: null,
    adapter: index % 2 === 0 ? 'law-v3' : null,
    path: [
      { link: 'gateway', ms: 2, firstTokenMs: 2 },
      { link: 'router', ms: 4, firstTokenMs: 3 },
      { link: server, ms: 890, firstTokenMs: firstTokenMs - 8 },
    ],
    citations: [],
    output: null,
  };
}

function entryOf(one: Inference): LedgerEntry {
  const lost = one.outcome !== 'ok';
  const postings = parties.map(
    ([party, nanos]): Posting => ({
      party,
      nanos: nanos * 1_000n,
      method: 'longest-suffix',
      evidence: 'checked',
    }),
  );
  return {
    id: one.attempt,
    kind: 'usage',
    at: one.startedAt,
    request: one.request,
    model: one.model,
    link: one.link,
    adapter: one.adapter,
    environment: null,
    consumer: one.consumer,
    currency: 'USD',
    billed,
    prices: null,
    postings: lost ? [] : postings,
    lost: lost ? { nanos: billed, reason: 'error', link: one.link } : null,
  };
}

/** What stands for prices, lineage and accounting, which have benches of their own. */
const accounting: AccountingSteps = {
  attempts: { take: (one) => [{ inference: one, attempts: 1, used: one.outcome === 'ok' }] },
  costOf: () => ({ kind: 'unknown', why: sanitise('a bench') }),
  sharesOf: () => [],
  account: entryOf,
  feeds: {
    ...feedsNothing,
    behind: (party, { adapter }) => {
      if (party.startsWith('base:')) return party;
      return party.startsWith('datanet:') ? `adapter:${adapter ?? 'none'}` : null;
    },
  },
};

const listeners = new Set<(event: WeaklinkEvent) => void>();
const verdictListeners = new Set<(verdict: Verdict) => void>();
const feed: ConsoleFeed = {
  chain,
  title: { host: 'bench', source: 'LIVE', version: '0' },
  subscribe: (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  history: () => [],
  verdict: () => null,
  onVerdict: (listener) => {
    verdictListeners.add(listener);
    return () => verdictListeners.delete(listener);
  },
  now: () => Date.now(),
  lookNow: () => {},
  cost: () => null,
  journal: () => ({ state: 'off', detail: null }),
  faults: null,
  accounting: () => accounting,
};

let made = 0;
const asking = setInterval(() => {
  const due = Math.floor(((Date.now() - startedMs) / 1_000) * perSecond);
  for (; made < due; made += 1) {
    const data = inference(made);
    const event = {
      specversion: '1.0',
      id: String(made),
      source: '/weaklink/bench/1',
      type: 'weaklink.inference',
      time: data.startedAt,
      data,
    } as unknown as WeaklinkEvent;
    for (const listener of listeners) listener(event);
  }
}, burstMs);
const blaming = setTimeout(() => {
  const since = new Date(startedMs + faultAfterMs).toISOString();
  const verdict: Verdict = {
    at: since,
    status: 'fault',
    headline: sanitise('gpu-1 fell off the bus (XID 79)'),
    culprits: [
      {
        link: 'gpu-1',
        mode: 'gpu.fell_off_bus',
        title: sanitise('fell off the bus (XID 79)'),
        probability: 0.94,
        linkProbability: 0.94,
        since,
        evidenceFor: [],
        evidenceAgainst: [],
        remedy: sanitise('drain it'),
        mayHide: [],
      },
    ],
    cleared: [],
    untested: [],
    links: [],
    hypotheses: [],
    noFaultProbability: 0.01,
    outsideProbability: 0.01,
    next: null,
    contradictions: [],
    models: [],
  };
  for (const listener of verdictListeners) listener(verdict);
}, faultAfterMs);

await runConsole(feed, { terminal: detectTerminal(), ui: { screens: ['chain', 'flow'] } });
clearInterval(asking);
clearTimeout(blaming);
