import { account } from '../../../src/attribution/accounting/account.ts';
import type { Accounted, Cost, PartyId, Share } from '../../../src/attribution/types.ts';
import type { Inference } from '../../../src/events/types.ts';
import { safe } from '../../../src/text/sanitise.ts';
import { told } from '../attempts/told.ts';

/** A whole, well answered chat. */
export function inferenceOf(what: Partial<Inference> = {}): Inference {
  return told({
    model: 'acme-70b',
    responseModel: 'acme-70b',
    attempt: 'vendor:r-1',
    startedAt: '2026-11-21T03:14:02.311Z',
    firstTokenMs: 120,
    promptTokens: 1_000,
    completionTokens: 200,
    consumer: safe`team-a`,
    environment: safe`production`,
    ...what,
  });
}

export function costOf(nanos: bigint, what: Partial<Extract<Cost, { kind: 'known' }>> = {}): Cost {
  return {
    kind: 'known',
    nanos,
    currency: 'USD',
    basis: 'price table',
    prices: { id: 'test prices', hash: '00', date: '2026-11-01' },
    parts: [],
    ...what,
  };
}

export const unknownCost: Cost = { kind: 'unknown', why: safe`no price for this model` };

export function share(party: PartyId, ppm: number): Share {
  return { party, ppm, method: 'declared', evidence: 'declared' };
}

export const shares: readonly Share[] = [
  share('platform:acme', 200_000),
  share('contributor:ada', 333_333),
  share('contributor:bob', 333_333),
];

export interface Told {
  readonly inference?: Partial<Inference>;
  readonly attempts?: number;
  readonly used?: boolean;
  readonly cost?: Cost;
  readonly shares?: readonly Share[];
  readonly revision?: number;
}

/** One attempt accounted for, as the live path does. */
export function accountedOf(told: Told = {}): Accounted {
  const inference = inferenceOf(told.inference);
  const cost = told.cost ?? costOf(1_000_000n);
  const attempts = told.attempts ?? 1;
  const used = told.used ?? inference.outcome === 'ok';
  const entry = account(inference, attempts, used, cost, told.shares ?? shares);
  const revision = told.revision === undefined ? {} : { revision: told.revision };
  return { inference, attempts, used, cost, entry, ...revision };
}
