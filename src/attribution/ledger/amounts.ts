import type { Nanos } from '../types.ts';

const NANOS = 1_000_000_000n;
const NANO_DIGITS = 9;
/** ISO 4217 has none with more. */
const MOST_DIGITS = 4;

/** The exact decimal: `12.8396325`, `-0.000000001`, `0`. */
export function decimalOf(nanos: Nanos): string {
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  const fraction = `${size % NANOS}`.padStart(NANO_DIGITS, '0').replace(/0+$/, '');
  return `${sign}${size / NANOS}${fraction === '' ? '' : `.${fraction}`}`;
}

/** A decimal with at most nine digits behind the point → nanos; undefined for anything else. */
export function nanosOf(decimal: string): Nanos | undefined {
  const [, whole, fraction = ''] = /^(\d{1,15})(?:\.(\d{1,9}))?$/.exec(decimal) ?? [];
  if (whole === undefined) return undefined;
  return BigInt(whole) * NANOS + BigInt(fraction.padEnd(NANO_DIGITS, '0'));
}

/** What can be paid of an amount: whole cents, whole yen; 0 of what is owed. */
export function payable(nanos: Nanos, currency: string): Nanos {
  if (nanos <= 0n) return 0n;
  const unit = 10n ** BigInt(NANO_DIGITS - minorDigits(currency));
  return nanos - (nanos % unit);
}

/** Two for what is no currency. */
function minorDigits(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return Math.min(MOST_DIGITS, format.resolvedOptions().maximumFractionDigits ?? 2);
  } catch {
    return 2;
  }
}
