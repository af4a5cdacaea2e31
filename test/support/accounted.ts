import { FlowBook } from '../../src/attribution/flow/book.ts';
import { feedsNothing } from '../../src/attribution/flow/contribution.ts';
import type {
  Accounted,
  Feeds,
  LedgerEntry,
  PartyId,
  Posting,
} from '../../src/attribution/types.ts';
import type { Chain } from '../../src/chain/types.ts';
import type { Inference } from '../../src/events/types.ts';
import { sanitise } from '../../src/text/sanitise.ts';

/** When the first attempt of every story of inferences begins. */
export const askedFrom = Date.parse('2026-11-21T14:02:00.000Z');

/** Plain words → an inference; the rest is what a good answer has. */
export type AskSketch = Partial<Omit<Inference, 'consumer' | 'environment'>> & {
  readonly attempt: string;
  readonly atMs?: number;
  readonly consumer?: string;
};

export function inferenceOf({ atMs = 0, consumer = 'agents', ...rest }: AskSketch): Inference {
  return {
    link: 'replica-b',
    model: 'chat-70b',
    responseModel: null,
    request: rest.attempt,
    source: 'tap',
    operation: 'chat',
    outcome: 'ok',
    used: null,
    final: true,
    error: null,
    startedAt: new Date(askedFrom + atMs).toISOString(),
    durationMs: 1_200,
    firstTokenMs: 200,
    promptTokens: 100,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    cacheWriteHourTokens: null,
    completionTokens: 50,
    reasoningTokens: null,
    billed: 'yes',
    costNanos: null,
    currency: null,
    environment: null,
    adapter: null,
    path: [],
    citations: [],
    output: null,
    ...rest,
    consumer: sanitise(consumer),
  };
}

/** What an attempt costs and to whom it goes; `lost` where it bought nothing. */
export interface MoneySketch {
  readonly postings?: Readonly<Record<string, number>>;
  readonly lost?: number;
  readonly currency?: string;
}

export function accountedOf(
  sketch: AskSketch,
  { money, attempts = 1, used }: { money?: MoneySketch; attempts?: number; used?: boolean } = {},
): Accounted {
  const inference = inferenceOf(sketch);
  return {
    inference,
    attempts,
    used: used ?? inference.outcome === 'ok',
    cost: { kind: 'unknown', why: sanitise('a test says what it costs') },
    entry: money ? entryOf(inference, money) : null,
  };
}

function entryOf(
  inference: Inference,
  { postings = {}, lost = 0, currency = 'USD' }: MoneySketch,
): LedgerEntry {
  const posted = Object.entries(postings).map(
    ([party, nanos]): Posting => ({
      party: party as PartyId,
      nanos: BigInt(nanos),
      method: party.startsWith('datanet:') ? 'longest-suffix' : 'declared',
      evidence: party.startsWith('datanet:') ? 'checked' : 'declared',
    }),
  );
  const { outcome, link, adapter, environment, consumer } = inference;
  return {
    id: inference.attempt,
    kind: 'usage',
    at: inference.startedAt,
    request: inference.request,
    model: inference.model,
    link,
    adapter,
    environment,
    consumer,
    currency,
    billed: posted.reduce((sum, { nanos }) => sum + nanos, BigInt(lost)),
    prices: null,
    postings: posted,
    lost:
      lost === 0
        ? null
        : {
            nanos: BigInt(lost),
            reason: outcome === 'aborted' ? 'aborted' : 'error',
            link: outcome === 'aborted' ? null : link,
          },
  };
}

/** What the lineage of the story says: two datanets feed an adapter, a corpus feeds the base model. */
export const storyFeeds: Feeds = {
  ...feedsNothing,
  behind: (party, inference) => {
    if (party === 'datanet:brown') return 'base:70b';
    return party.startsWith('datanet:') ? 'adapter:law-v3' : feedsNothing.behind(party, inference);
  },
};

const usual = {
  'datanet:legal': 710_000,
  'datanet:med': 440_000,
  'datanet:brown': 390_000,
  'developer:ann': 310_000,
  'host:gpu-2': 920_000,
  unattributed: 150_000,
};

/** 300 attempts over a minute: three consumers, two replicas, every ninth fails at replica-a. */
export function storyAttempts(): readonly Accounted[] {
  return Array.from({ length: 300 }, (_, index) => {
    const fails = index % 9 === 0;
    const consumer = ['agents', 'web', 'agents', 'batch'][index % 4] ?? 'agents';
    const link = fails || index % 3 === 0 ? 'replica-a' : 'replica-b';
    return accountedOf(
      {
        attempt: `tap:r-${index}`,
        atMs: index * 200,
        link,
        consumer,
        adapter: index % 2 === 0 ? 'law-v3' : null,
        path: [
          { link: 'gateway', ms: 3, firstTokenMs: 2 },
          { link: 'router', ms: 5, firstTokenMs: 4 },
          { link, ms: 1_190, firstTokenMs: 180 },
        ],
        ...(fails ? { outcome: 'failed', error: '503', firstTokenMs: null } : {}),
      },
      { money: fails ? { lost: 2_920_000 } : { postings: usual } },
    );
  });
}

/** @param chain says which links are gateways, and what is behind a link */
export function storyBook(chain: Chain | null = null): FlowBook {
  const book = new FlowBook({ feeds: storyFeeds, chain });
  for (const accounted of storyAttempts()) book.take(accounted);
  return book;
}

export const storyEnd = askedFrom + 60_000;
