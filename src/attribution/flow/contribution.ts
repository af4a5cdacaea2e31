import type { Feeds, LedgerEntry, Nanos } from '../types.ts';
import { type End, endOf } from './fate.ts';
import type { Kept } from './kept.ts';
import { UNNAMED } from './names.ts';
import type { Earning, Route } from './types.ts';

/** Without a lineage, adapters and base models stand for themselves, and nobody else feeds them. */
export const feedsNothing: Feeds = {
  weights: ({ adapter, responseModel, model }) =>
    adapter === null ? `base:${responseModel ?? model}` : `adapter:${adapter}`,
  behind: (party) => (party.startsWith('adapter:') || party.startsWith('base:') ? party : null),
};

export interface Contribution {
  readonly end: End;
  readonly routes: readonly Route[];
  readonly earnings: readonly Earning[];
  /** Nanos by which the entry itself does not conserve; 0 of a sound one. */
  readonly missing: Nanos;
}

/** What one attempt adds to the sums. */
export function contributionOf(kept: Kept, feeds: Feeds): Contribution {
  const { inference, entry } = kept;
  const end = endOf(kept);
  const startedMs = Date.parse(inference.startedAt);
  const told = tokensOf(kept);
  const lost = entry && end.fate !== 'in flight' ? (entry.lost?.nanos ?? 0n) : 0n;
  const billed = entry?.billed ?? 0n;
  const whole: Route = {
    consumer: inference.consumer ?? UNNAMED,
    link: inference.link,
    weights: feeds.weights(inference),
    gateways: end.fate === 'out' ? kept.gateways : null,
    ...end,
    currency: entry?.currency ?? null,
    attempts: 1,
    tokens: told ?? 0,
    tokensUnknown: told === null ? 1 : 0,
    micros: Math.round(inference.durationMs * 1_000),
    billed: end.fate === 'out' ? billed - lost : billed,
    firstMs: startedMs,
    newestMs: startedMs,
  };
  const earnings = entry && end.fate !== 'in flight' ? earningsOf(entry, kept, feeds) : [];
  return { end, routes: [whole, ...aside(whole, kept, end, lost)], earnings, missing: gap(entry) };
}

/**
 * Where the money went another way than the attempt: of an answer that was used a part may be lost, and of
 * an attempt that was lost somebody may have earned.
 */
function aside(whole: Route, { entry, gateways }: Kept, end: End, lost: Nanos): readonly Route[] {
  if (!entry || end.fate === 'in flight') return [];
  const nothing = { attempts: 0, tokens: 0, tokensUnknown: 0, micros: 0 };
  if (end.fate === 'out') {
    if (lost === 0n || !entry.lost) return [];
    const { link, reason } = entry.lost;
    return [
      {
        ...whole,
        ...nothing,
        fate: 'lost',
        gateways: null,
        lossLink: link,
        lossReason: reason,
        billed: lost,
      },
    ];
  }
  const earned = entry.billed - lost;
  if (earned === 0n) return [];
  whole.billed = lost;
  return [
    {
      ...whole,
      ...nothing,
      fate: 'out',
      gateways,
      lossLink: null,
      lossReason: null,
      billed: earned,
    },
  ];
}

function earningsOf(
  entry: LedgerEntry,
  { inference, gateways }: Kept,
  feeds: Feeds,
): readonly Earning[] {
  return entry.postings.map(({ party, nanos, method, evidence }) => ({
    party,
    method,
    evidence,
    behind: feeds.behind(party, inference),
    gateways,
    link: inference.link,
    currency: entry.currency,
    nanos,
  }));
}

function gap(entry: LedgerEntry | null): Nanos {
  if (!entry) return 0n;
  let left = entry.billed - (entry.lost?.nanos ?? 0n);
  for (const { nanos } of entry.postings) left -= nanos;
  return left;
}

/** Tokens of prompt and answer; null where one of them is not told. */
function tokensOf({ inference }: Kept): number | null {
  const { promptTokens, completionTokens, operation } = inference;
  // Nothing is generated for an embedding.
  const completion = completionTokens ?? (operation === 'embeddings' ? 0 : null);
  return promptTokens === null || completion === null ? null : promptTokens + completion;
}
