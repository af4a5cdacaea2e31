import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import type { Nanos } from '../types.ts';
import { dividedHalfEven } from './decimal.ts';

const places = 9;

/**
 * An amount for people: `1,234.56`, with so many decimals. What is not 0 never looks like it: it is shown as
 * `<0.000001`.
 */
export function shownAmount(nanos: Nanos, decimals = 6): SafeText {
  const scale = 10n ** BigInt(places - decimals);
  const size = nanos < 0n ? -nanos : nanos;
  const parts = dividedHalfEven(size, scale);
  const sign = nanos < 0n ? '-' : '';
  const one = 10n ** BigInt(decimals);
  if (parts === 0n && nanos !== 0n) return safe`${sign}<${plain(1n, one, decimals)}`;
  return safe`${sign}${plain(parts, one, decimals)}`;
}

function plain(parts: bigint, one: bigint, decimals: number): string {
  const whole = (parts / one).toLocaleString('en-US');
  return decimals === 0 ? whole : `${whole}.${String(parts % one).padStart(decimals, '0')}`;
}
