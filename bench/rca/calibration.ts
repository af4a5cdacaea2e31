import { digits, share } from './score.ts';

/** One answer: how sure it was, and whether it was right. */
export interface Claim {
  readonly said: number;
  readonly right: boolean;
}

const BINS = 10;

interface Bin {
  readonly from: number;
  readonly count: number;
  readonly said: number;
  readonly right: number;
}

function binsOf(claims: readonly Claim[]): Bin[] {
  const groups = Map.groupBy(claims, ({ said }) => Math.min(BINS - 1, Math.floor(said * BINS)));
  return [...groups]
    .sort((a, b) => a[0] - b[0])
    .map(([bin, all]) => ({
      from: bin / BINS,
      count: all.length,
      said: all.reduce((sum, { said }) => sum + said, 0) / all.length,
      right: share(all, ({ right }) => right),
    }));
}

/** Expected calibration error in ten equal bins. */
export function calibrationError(claims: readonly Claim[]): number {
  return binsOf(claims).reduce(
    (sum, { count, said, right }) => sum + (count / claims.length) * Math.abs(right - said),
    0,
  );
}

/** Of each bin how many answers there are, what they said on average and how many were right. */
export function reliabilityTable(claims: readonly Claim[]): string[] {
  return [
    '  said         n   mean   right',
    ...binsOf(claims).map(
      ({ from, count, said, right }) =>
        `  ${from.toFixed(1)} – ${(from + 1 / BINS).toFixed(1)} ${String(count).padStart(5)}  ${digits(said)}  ${digits(right)}`,
    ),
  ];
}
