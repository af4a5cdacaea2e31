import type { Totals } from '../../src/attribution/accounting/totals.ts';
import type { PartyId } from '../../src/attribution/types.ts';
import { eventOf, type Plan } from './plan.ts';
import type { Level, Traffic, Truth } from './traffic.ts';

/** Nano-units by a name: `USD billed`, `USD party contributor:7`, `EUR model acme-7b` … */
export type Sums = Map<string, bigint>;

/**
 * What the totals must be, from what is true alone: the best that was told of each attempt is added up
 * once, by the plainest arithmetic there is, with nothing of the accounting's own code.
 */
export function expectedSums(traffic: Traffic, { attempts, events }: Plan): Sums {
  const best = new Int8Array(attempts).fill(-1);
  const disputes = new Map<number, boolean>();
  for (const number of events) {
    const { attempt, telling } = eventOf(number);
    if (typeof telling === 'number') best[attempt] = Math.max(best[attempt] ?? -1, telling);
    else if (!disputes.get(attempt)) disputes.set(attempt, telling === 'resolved');
  }
  const sums: Sums = new Map();
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const level = best[attempt] ?? -1;
    if (level < 1) continue;
    const truth = traffic.truth(attempt, level as Level);
    const resolved = disputes.get(attempt);
    const moved = resolved === undefined ? null : traffic.dispute(attempt, resolved);
    addAttempt(sums, truth, (party) =>
      party === moved?.party ? (moved.resolved?.to ?? 'escrow') : party,
    );
  }
  return withoutNothing(sums);
}

function addAttempt(sums: Sums, truth: Truth, holder: (party: PartyId) => PartyId): void {
  if (truth.billed === 'unknown') return;
  const nanos = truth.billed === 'no' ? 0n : truth.nanos;
  const add = (what: string, amount: bigint) => {
    const name = `${truth.currency} ${what}`;
    sums.set(name, (sums.get(name) ?? 0n) + amount);
  };
  add('billed', nanos);
  add(`model ${truth.model}`, nanos);
  if (!truth.used) add('lost', nanos);
  else
    for (const [party, amount] of plainSplit(nanos, truth)) add(`party ${holder(party)}`, amount);
}

/** Whole parts first; then one unit at a time to whoever is owed most. */
function plainSplit(nanos: bigint, { shares }: Truth): Map<PartyId, bigint> {
  const ppm = new Map<string, { party: PartyId; ppm: bigint }>();
  for (const { party, ppm: each } of shares) {
    ppm.set(party, { party, ppm: (ppm.get(party)?.ppm ?? 0n) + BigInt(each) });
  }
  const rest = 1_000_000n - [...ppm.values()].reduce((sum, one) => sum + one.ppm, 0n);
  if (rest > 0n) ppm.set('unattributed', { party: 'unattributed', ppm: rest });
  const all = [...ppm.values()].map((one) => ({ ...one, got: (nanos * one.ppm) / 1_000_000n }));
  let left = nanos - all.reduce((sum, { got }) => sum + got, 0n);
  for (; left > 0n; left -= 1n) {
    const owed = (one: (typeof all)[number]) => nanos * one.ppm - one.got * 1_000_000n;
    let most = all[0];
    for (const one of all) {
      if (!most || owed(one) > owed(most)) most = one;
      else if (owed(one) === owed(most) && one.party < most.party) most = one;
    }
    if (most) most.got += 1n;
  }
  return new Map(all.map(({ party, got }) => [party, got]));
}

/** The totals of an accumulator by the same names. */
export function sumsOf(totals: Totals): Sums {
  const sums: Sums = new Map();
  for (const { currency, billed, lost, parties, models } of totals.currencies) {
    sums.set(`${currency} billed`, billed);
    sums.set(`${currency} lost`, lost);
    for (const [party, nanos] of parties) sums.set(`${currency} party ${party}`, nanos);
    for (const [model, one] of models) sums.set(`${currency} model ${model}`, one.billed);
  }
  return withoutNothing(sums);
}

function withoutNothing(sums: Sums): Sums {
  return new Map(
    [...sums].filter(([, nanos]) => nanos !== 0n).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
