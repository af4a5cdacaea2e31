import type { Nanos } from '../../types.ts';
import { decimalOf, dividedHalfEven } from '../decimal.ts';

const places = 9;

/** `-12.340` → nanos, and half of its last decimal place; null for what is no amount. */
export function billedAmount(
  text: string | number,
): { readonly nanos: Nanos; readonly roundingNanos: Nanos } | null {
  const words = String(text).trim();
  const isNegative = words.startsWith('-');
  const value = decimalOf(isNegative ? words.slice(1) : words);
  if (!value) return null;
  const size = dividedHalfEven(value.digits * 10n ** BigInt(places), 10n ** BigInt(value.scale));
  const written = /\.(\d+)$/.exec(words)?.[1]?.length ?? value.scale;
  const roundingNanos = written >= places ? 1n : 10n ** BigInt(places - written) / 2n;
  return { nanos: isNegative ? -size : size, roundingNanos };
}

const multiples: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, b: 1e9 };

/** `Tokens`, `1K tokens`, `1M Tokens` → how many tokens one of them is; null for another unit. */
export function tokensOfUnit(unit: string): number | null {
  const match = /^(\d*)\s*([kmb]?)\s*tokens?$/i.exec(unit.trim());
  if (!match) return null;
  return Number(match[1] || 1) * (multiples[(match[2] ?? '').toLowerCase()] ?? 1);
}
