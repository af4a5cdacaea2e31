import type { Inference } from '../../events/types.ts';
import {
  type Cost,
  type LedgerEntry,
  type Loss,
  type Nanos,
  type Posting,
  type Share,
  WHOLE_PPM,
} from '../types.ts';
import { requireConserved } from './conserved.ts';
import { lossLinkOf, lossReasonOf } from './loss.ts';
import { splitExactly, wrongShares } from './split.ts';
import { standingOf } from './standing.ts';

type KnownCost = Extract<Cost, { kind: 'known' }>;

/**
 * What one attempt cost and who got it: the whole of it, as the ledger would hold it if nothing of this
 * attempt were in it yet. An attempt whose answer was used is split by its shares, the rest being
 * `unattributed`; any other that costs something is lost, with why and where.
 *
 * @param attempts of the same request known so far, this one among them
 * @param used whether its answer is the one that the request was given
 * @param shares of those who earn; in sum at most 1,000,000 ppm
 * @returns null while it is in flight, its cost is unknown, or nobody knows whether it is billed
 * @throws WeaklinkError E_SHARES, E_NOT_CONSERVED
 */
export function account(
  inference: Inference,
  attempts: number,
  used: boolean,
  cost: Cost,
  shares: readonly Share[],
): LedgerEntry | null {
  if (cost.kind === 'unknown' || standingOf(inference, cost) !== 'accounted') return null;
  const billed = billedOf(inference, cost);
  const reason = lossReasonOf(inference, attempts, used);
  const lost: Loss | null =
    reason === null ? null : { nanos: billed, reason, link: lossLinkOf(inference, reason) };
  const entry: LedgerEntry = {
    // Half characters cannot be written down.
    id: inference.attempt.toWellFormed(),
    kind: 'usage',
    at: inference.startedAt,
    request: inference.request.toWellFormed(),
    model: inference.model.toWellFormed(),
    link: inference.link.toWellFormed(),
    adapter: inference.adapter?.toWellFormed() ?? null,
    environment: inference.environment,
    consumer: inference.consumer,
    currency: cost.currency,
    billed,
    prices: cost.prices,
    postings: reason === null ? postingsOf(billed, shares) : [],
    lost,
  };
  requireConserved(entry);
  return entry;
}

/** What a provider does not bill costs nothing; time of own GPUs is spent in any case. */
function billedOf({ billed }: Inference, { nanos, basis }: KnownCost): Nanos {
  return billed === 'no' && basis !== 'own GPUs' ? 0n : nanos;
}

/** By party id, method and evidence, one posting each, none of 0. */
function postingsOf(billed: Nanos, shares: readonly Share[]): readonly Posting[] {
  const whole = withRest(shares);
  const amounts = splitExactly(billed, whole);
  return whole.flatMap(({ party, method, evidence }, index) => {
    const nanos = amounts[index] ?? 0n;
    return nanos === 0n ? [] : [{ party, nanos, method, evidence }];
  });
}

/** The shares with what nobody earned, one a party, method and evidence, in their order. */
function withRest(shares: readonly Share[]): readonly Share[] {
  const rest = WHOLE_PPM - shares.reduce((sum, { ppm }) => sum + ppm, 0);
  if (rest < 0) throw wrongShares(`they sum to ${WHOLE_PPM - rest} ppm`);
  const merged = new Map<string, Share>();
  for (const share of rest > 0 ? [...shares, { ...unattributed, ppm: rest }] : shares) {
    if (share.party === 'lost') throw wrongShares('nobody has a share in being lost');
    const key = `${share.party}\n${share.method}\n${share.evidence}`;
    const before = merged.get(key);
    merged.set(key, before ? { ...share, ppm: before.ppm + share.ppm } : share);
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, share]) => share);
}

/** Nobody says who earned it. */
const unattributed = { party: 'unattributed', method: 'declared', evidence: 'declared' } as const;
