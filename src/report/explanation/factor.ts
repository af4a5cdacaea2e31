/** Numbers of an arithmetic, so that whoever multiplies what is printed gets what is printed. */

/** Significant digits: a factor is off by half a percent at most. */
const DIGITS = 3;
const A_MILLION = 1e6;
const LEAST_SHARE = 1e-4;
/** Bits → `× 12,300`, `÷ 4.57`, `× 1.00`: what odds are multiplied or divided by. */
export function factor(bits: number): string {
  const sign = bits < 0 ? '÷' : '×';
  return `${sign} ${power(Math.abs(bits))}`;
}

/** Bits → odds: `345 to 1`, `1 to 1,230`. */
export function odds(bits: number): string {
  const size = power(Math.abs(bits));
  return bits < 0 ? `1 to ${size}` : `${size} to 1`;
}

/** 0…1 → `94.3 %`, `99.98 %`, `0.012 %`: as many digits as tell it from 0 and 1, and no more than two. */
export function share(part: number): string {
  const rest = Math.min(part, 1 - part);
  if (rest <= 0) return part < 0.5 ? '0 %' : '100 %';
  if (rest < LEAST_SHARE) return part < 0.5 ? '< 0.01 %' : '> 99.99 %';
  return `${(part * 100).toFixed(rest < 0.01 ? 2 : 1)} %`;
}

/** Bits → `4,600 times`, for whoever reads no arithmetic. */
export function times(bits: number): string {
  const size = 2 ** Math.abs(bits);
  if (size > A_MILLION) return 'more than a million times';
  return `${Number(size.toPrecision(size < 10 ? DIGITS - 1 : 2)).toLocaleString('en-US')} times`;
}

/** 2^bits → `4.57`, `12,300`, `3.12e7`, whatever its size; `bits` is at least 0. */
function power(bits: number): string {
  const size = 2 ** bits;
  if (size < A_MILLION) {
    const rounded = Number(size.toPrecision(DIGITS));
    return rounded >= 100 ? rounded.toLocaleString('en-US') : rounded.toPrecision(DIGITS);
  }
  const decimal = bits * Math.log10(2);
  const exponent = Math.floor(decimal);
  return `${(10 ** (decimal - exponent)).toFixed(DIGITS - 1)}e${exponent}`;
}
