import { heightsOf } from '../../attribution/flow/heights.ts';
import type { Flow } from '../../attribution/flow/types.ts';

/** What an amount of a flow is, as far as writing it goes. */
export type Unit = Pick<Flow, 'measure' | 'currency'>;

const NANO = 1_000_000_000n;
/** Decimals of money in sentences; what is less than a hundredth of a unit shows all nine. */
const DECIMALS = 4;

/** For a narrow cell, at most six characters: `.71`, `3.12`, `1.2k`, `12.4 s`; `45µ` are millionths. */
export function shortAmount(amount: bigint, { measure }: Unit): string {
  switch (measure) {
    case 'value':
      return shortMoney(amount);
    case 'time':
      return shortTime(amount);
    default:
      return shortCount(Number(amount));
  }
}

/** In a sentence, with its unit: `3.1186 USD`, `1,204 attempts`, `12.4 s`. */
export function wordsOfAmount(amount: bigint, unit: Unit): string {
  switch (unit.measure) {
    case 'value':
      return unit.currency === null
        ? 'price unknown'
        : `${money(amount, decimalsFor(amount))} ${unit.currency}`;
    case 'requests':
      return `${thousands(amount)} ${amount === 1n ? 'attempt' : 'attempts'}`;
    case 'tokens':
      return `${thousands(amount)} ${amount === 1n ? 'token' : 'tokens'}`;
    case 'time':
      return shortTime(amount);
  }
}

/** What passes in a second, as people say it: `5.0/s`, `12/min`, `0.88/min` of money; empty for times. */
export function wordsOfRate(perSecond: number, { measure }: Unit): string {
  if (measure === 'time') return '';
  if (measure === 'value') return `${shortMoney(BigInt(Math.round(perSecond * 60)))}/min`;
  const [unit, seconds] =
    perSecond >= 1 ? ['s', 1] : perSecond * 60 >= 1 ? ['min', 60] : ['h', 3_600];
  const count = perSecond * seconds;
  return `${count < 9.95 ? count.toFixed(1) : shortCount(count)}/${unit}`;
}

/**
 * A whole and its parts, rounded so that the parts shown sum to the whole shown. Without unit.
 *
 * @param parts they sum to `whole`
 */
export function balanced(
  whole: bigint,
  parts: readonly bigint[],
  unit: Unit,
): { readonly whole: string; readonly parts: readonly string[] } {
  if (unit.measure !== 'value' || parts.some((part) => part < 0n)) {
    const write = (amount: bigint) =>
      unit.measure === 'value' ? money(amount, 9) : plainAmount(amount, unit);
    return { whole: write(whole), parts: parts.map(write) };
  }
  const decimals = decimalsFor(whole);
  const step = 10n ** BigInt(9 - decimals);
  const steps = (whole + step / 2n) / step;
  const heights = heightsOf(parts, Number(steps));
  return {
    whole: money(steps * step, decimals),
    parts: heights.map((height) => money(BigInt(height) * step, decimals)),
  };
}

function plainAmount(amount: bigint, { measure }: Unit): string {
  return measure === 'time' ? shortTime(amount) : thousands(amount);
}

function decimalsFor(amount: bigint): number {
  return amount !== 0n && amount < NANO / 100n ? 9 : DECIMALS;
}

/** Nanos → `3.1186`, `.1500`. */
function money(nanos: bigint, decimals: number): string {
  const step = 10n ** BigInt(9 - decimals);
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  const rounded = (size + step / 2n) / step;
  const unit = 10n ** BigInt(decimals);
  const whole = rounded / unit;
  const rest = (rounded % unit).toString().padStart(decimals, '0');
  return `${sign}${whole === 0n ? '0' : thousands(whole)}.${rest}`;
}

function shortMoney(nanos: bigint): string {
  const units = Number(nanos) / 1e9;
  const size = Math.abs(units);
  if (size === 0) return '0';
  if (size >= 1_000) return shortCount(units);
  if (size >= 100) return units.toFixed(0);
  if (size >= 10) return units.toFixed(1);
  if (size >= 0.095) return units.toFixed(2);
  if (size >= 0.0095) return units.toFixed(3);
  if (size >= 0.001) return units.toFixed(4).replace(/^(-?)0/, '$1');
  // Millionths: the cents of one answer.
  return size < 0.0000001 ? '<0.1µ' : `${(units * 1e6).toFixed(size < 0.00001 ? 1 : 0)}µ`;
}

function shortCount(count: number): string {
  const size = Math.abs(count);
  if (size < 10_000) return Math.round(count).toLocaleString('en-US');
  for (const [unit, letter] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    if (size >= unit * 100) return `${(count / unit).toFixed(0)}${letter}`;
    if (size >= unit) return `${(count / unit).toFixed(1)}${letter}`;
  }
  return String(count);
}

function shortTime(micros: bigint): string {
  const ms = Number(micros) / 1_000;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 99_950) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 99.5 * 60_000) return `${(ms / 60_000).toFixed(0)} m`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}

function thousands(amount: bigint): string {
  return amount.toLocaleString('en-US');
}

/** 0…1 of a known whole → `11 %`, `< 1 %`. */
export function partOf(amount: bigint, whole: bigint): string {
  if (whole <= 0n) return '–';
  const share = Number((amount * 1_000_000n) / whole) / 1_000_000;
  if (share > 0 && share < 0.005) return '< 1 %';
  if (share < 1 && share >= 0.995) return '> 99 %';
  return `${Math.round(share * 100)} %`;
}
