/** A decimal number exactly: `digits` · 10^-`scale`. Prices are decimals; binary fractions are not. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/**
 * Digits after the point that a price may have: vendors use up to 5, and the bundled table has a few figures
 * that somebody computed in binary (0.08333333333333334).
 */
const maxScale = 20;
/** Digits before the point; a price above it is a mistake. */
const maxWhole = 12;

/**
 * `0.28`, `2.85e-05`, `1200` → exactly that. A number of JavaScript is taken as its shortest decimal form,
 * which is what its author wrote (up to 15 digits).
 *
 * @returns null for what is no plain non-negative decimal of at most 12 + 20 digits
 */
export function decimalOf(text: string | number): Decimal | null {
  const match = /^(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,3}))?$/.exec(String(text).trim());
  if (!match) return null;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  if (scale <= 0)
    return bounded({ digits: digits * 10n ** BigInt(Math.min(-scale, 60)), scale: 0 });
  return bounded(withoutZeros(digits, scale));
}

function withoutZeros(digits: bigint, scale: number): Decimal {
  let [d, s] = [digits, scale];
  while (s > 0 && d % 10n === 0n) [d, s] = [d / 10n, s - 1];
  return { digits: d, scale: s };
}

function bounded(value: Decimal): Decimal | null {
  const isSound = value.scale <= maxScale && value.digits < 10n ** BigInt(maxWhole + value.scale);
  return isSound ? value : null;
}

/** `value` in parts of 10^-`scale`, which must be at least as fine as its own. */
export function inParts(value: Decimal, scale: number): bigint {
  return value.digits * 10n ** BigInt(scale - value.scale);
}

/** n / d, rounded to a whole number; a half goes to the even one, so that many events do not drift. */
export function dividedHalfEven(n: bigint, d: bigint): bigint {
  const floor = n >= 0n || n % d === 0n ? n / d : n / d - 1n;
  const twice = (n - floor * d) * 2n;
  if (twice > d || (twice === d && floor % 2n !== 0n)) return floor + 1n;
  return floor;
}
