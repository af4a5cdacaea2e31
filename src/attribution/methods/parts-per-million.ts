import { type Evidence, type PartyId, type Share, type ShareMethod, WHOLE_PPM } from '../types.ts';

const MILLION = BigInt(WHOLE_PPM);

/**
 * Weights → shares in parts per million that sum to exactly a million: by largest remainder, ties by the
 * party's name. What no party has is `unattributed`; a party that gets not one part is left out, and its
 * part is given to others by the same rule.
 *
 * @param weights non-negative integers
 * @param total at least their sum; where it is 0, all is unattributed
 */
export function sharesByWeight(
  weights: ReadonlyMap<PartyId, number>,
  total: number,
  method: ShareMethod,
  evidence: Evidence,
): readonly Share[] {
  const given = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const whole = BigInt(Math.max(total, given, 1));
  const rest = whole - BigInt(given);
  const parties: [PartyId, bigint][] = [...weights].map(([party, weight]) => [
    party,
    BigInt(weight),
  ]);
  const all = rest > 0n ? [...parties, ['unattributed', rest] as [PartyId, bigint]] : parties;
  const parts = all.map(([party, weight]) => ({
    party,
    ppm: Number((weight * MILLION) / whole),
    remainder: (weight * MILLION) % whole,
  }));
  const missing = Number(MILLION) - parts.reduce((sum, { ppm }) => sum + ppm, 0);
  parts.sort(
    (one, other) => order(other.remainder, one.remainder) || order(one.party, other.party),
  );
  for (const part of parts.slice(0, missing)) part.ppm += 1;
  return parts
    .filter(({ ppm }) => ppm > 0)
    .sort((one, other) => order(one.party, other.party))
    .map(({ party, ppm }) => ({ party, ppm, method, evidence }));
}

function order<T extends bigint | string>(one: T, other: T): number {
  return one < other ? -1 : Number(one > other);
}
