import { WeaklinkError } from '../../platform/errors.ts';
import { safe } from '../../text/sanitise.ts';
import { type Nanos, type PartyId, WHOLE_PPM } from '../types.ts';

interface Part {
  readonly party: PartyId;
  /** Parts per million, an integer from 0. */
  readonly ppm: number;
}

/**
 * An amount cut into integers that sum to it exactly, by the method of the largest remainder; equal
 * remainders go by party id in the order of code units, so that the order of the shares changes nothing.
 * A negative amount is cut as its opposite.
 *
 * @returns one amount a share, in the order of the shares
 * @throws WeaklinkError E_SHARES when the shares are no integers or do not sum to 1,000,000
 */
export function splitExactly(amount: Nanos, shares: readonly Part[]): Nanos[] {
  requireWhole(shares);
  if (amount < 0n) return splitExactly(-amount, shares).map((part) => -part);
  const whole = BigInt(WHOLE_PPM);
  let left = amount;
  const remainders: bigint[] = [];
  const parts = shares.map(({ ppm }) => {
    const product = amount * BigInt(ppm);
    const part = product / whole;
    remainders.push(product - part * whole);
    left -= part;
    return part;
  });
  if (left === 0n) return parts;
  const order = shares.map((_, index) => index);
  order.sort((a, b) => byRemainder(remainders, a, b) || byParty(shares, a, b) || a - b);
  for (const index of order.slice(0, Number(left))) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}

function byRemainder(remainders: readonly bigint[], a: number, b: number): number {
  const left = remainders[a] ?? 0n;
  const right = remainders[b] ?? 0n;
  return left === right ? 0 : left > right ? -1 : 1;
}

function byParty(shares: readonly Part[], a: number, b: number): number {
  const left = shares[a]?.party ?? '';
  const right = shares[b]?.party ?? '';
  return left === right ? 0 : left < right ? -1 : 1;
}

function requireWhole(shares: readonly Part[]): void {
  let sum = 0;
  for (const { party, ppm } of shares) {
    if (!Number.isInteger(ppm) || ppm < 0) throw wrongShares(safe`${party} has ${ppm} ppm`);
    sum += ppm;
  }
  if (sum !== WHOLE_PPM) throw wrongShares(safe`they sum to ${sum} ppm`);
}

/** What says that shares cannot be used to split money. */
export function wrongShares(why: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_SHARES',
    message: `shares do not split a whole: ${why}`,
    hint: 'Shares are integers in parts per million, and sum to 1,000,000.',
  });
}
