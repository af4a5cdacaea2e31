import { formatDuration } from '../platform/duration.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import type { Drift } from './drift.ts';
import type { Whereabouts } from './effects/whereabouts.ts';
import type { Lateness } from './hop.ts';
import type { Stream } from './stream.ts';
import type { LateLook } from './timing.ts';
import type { Trend } from './trends.ts';

const bytesInGibibyte = 1_073_741_824;
const bytesInMebibyte = 1_048_576;

const place: Readonly<Record<Whereabouts, string>> = {
  here: 'in the server itself',
  behind: 'behind it',
  way: 'on the way to it',
  inside: 'in the server or behind it',
};

/** `first token 410 ms, 2.4 times the 170 ms of 12 m ago, 230 ms of it behind it`. */
export function lateWords(late: LateLook, nowMs: number): SafeText {
  const usual = late.drift
    ? safe`, ${sincePhrase(late.drift, late.ms, 'ms', nowMs)}`
    : late.usualMs === null
      ? safe``
      : safe`, usually ${inUnit(late.usualMs, 'ms')}`;
  return safe`${late.what} ${inUnit(late.ms, 'ms')}${usual}${whereWords(late.lateness)}`;
}

/** `, flapping: 4 times in 2 m`, or nothing. */
export function flappingWords(stream: Stream, nowMs: number): SafeText {
  const flapping = stream.flapping(nowMs);
  return flapping
    ? safe`, flapping: ${flapping.times} times in ${formatDuration(flapping.forMs)}`
    : safe``;
}

/** `host-a/host@local: disk in use 91 %, 64 % 25 m ago`. */
export function trendWords(stream: Stream, { words, unit, drift }: Trend, nowMs: number): SafeText {
  const ago = formatDuration(Math.max(0, nowMs - drift.sinceMs));
  return safe`${stream.key}: ${words} ${inUnit(drift.to, unit)}, ${inUnit(drift.from, unit)} ${ago} ago`;
}

function whereWords(lateness: Lateness | null): SafeText {
  return lateness ? safe`, ${inUnit(lateness.ms, 'ms')} of it ${place[lateness.where]}` : safe``;
}

function sincePhrase({ from, sinceMs }: Drift, value: number, unit: string, nowMs: number) {
  const times = Math.round((value / Math.max(from, 1e-9)) * 10) / 10;
  const ago = formatDuration(Math.max(0, nowMs - sinceMs));
  return safe`${times} times the ${inUnit(from, unit)} of ${ago} ago`;
}

function inUnit(value: number, unit: string): string {
  if (unit === 'bytes') {
    return value >= bytesInGibibyte
      ? `${(value / bytesInGibibyte).toFixed(1)} GiB`
      : `${Math.round(value / bytesInMebibyte)} MiB`;
  }
  const rounded = Math.abs(value) < 10 ? Math.round(value * 10) / 10 : Math.round(value);
  return unit === 'count' ? `${rounded}` : `${rounded} ${unit}`;
}
