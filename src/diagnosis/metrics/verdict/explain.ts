import type { SafeText } from '../../../text/safe-text.ts';
import { safe } from '../../../text/sanitise.ts';
import type { Shift } from '../evidence/shift.ts';
import type { Quantity } from '../names/meaning.ts';
import type { Localization } from './localize.ts';
import { type Channel, type MetricModeName, metricModes } from './modes.ts';

/** ln ratio from which evidence is worth a sentence. */
const TELLING = 1;
/** From this part on a measurement is about one callee. */
const WHOLE = 0.95;
/** Sentences about one service. */
const SENTENCES = 4;

/** What speaks for a service, the most telling first; then what was measured of it that does not. */
export function whyOf(service: string, mode: MetricModeName, from: Localization): SafeText[] {
  const own = from.evidence.services.get(service);
  if (!own) return [];
  const shows: Partial<Record<Channel, number>> = metricModes[mode].shows;
  const telling = [...own.logRatios]
    .filter(([channel, ratio]) => ratio >= TELLING && (shows[channel] ?? 0) > 0)
    .sort((a, b) => b[1] - a[1])
    .flatMap(([channel]) => sentenceOf(channel, service, from) ?? []);
  const quiet = own.logRatios.get(metricModes[mode].named);
  const caveat =
    quiet !== undefined && quiet < 0
      ? [safe`what it is named after was not measured to change`]
      : [];
  const nothing = telling.length === 0 ? [safe`nothing measured of it stands out`] : [];
  return [...telling.slice(0, SENTENCES), ...caveat, ...nothing];
}

const quantityOf: Partial<Record<Channel, readonly Quantity[]>> = {
  cpu: ['cpu'],
  memory: ['memory'],
  disk: ['disk'],
  network: ['network'],
  saturation: ['saturation'],
  liveness: ['restarts', 'readiness'],
  other: ['other'],
};

function sentenceOf(channel: Channel, service: string, from: Localization): SafeText | undefined {
  const own = from.evidence.services.get(service);
  if (!own) return undefined;
  if (channel === 'time' && own.time) {
    const latency = own.shifts.get('latency')?.main;
    return (
      latency &&
      safe`${change(latency)}; ${percent(own.time.share)} of that is its own time, not its callees'`
    );
  }
  if (channel === 'failures' && own.failures) {
    const rate = (['success-rate', 'error-rate', 'error-count'] as const).flatMap(
      (name) => own.shifts.get(name)?.main ?? [],
    )[0];
    return (
      rate &&
      safe`${change(rate)}; ${percent(own.failures.share)} of that is its own, not its callees'`
    );
  }
  if (channel === 'hops' && own.hop) {
    const { caller, callee, waitS, share, measurement } = own.hop.most;
    if (share < WHOLE) {
      return safe`some of the calls that ${caller} measures as ${measurement} wait ${seconds(waitS)} longer on the way; ${percent(share)} of them go to ${callee}`;
    }
    return safe`calls from ${caller} to ${callee} wait ${seconds(waitS)} longer on the way than ${callee} works`;
  }
  if (channel === 'spans' && own.selfTime) {
    const { operation, beforeMs, afterMs } = own.selfTime;
    return safe`own time of ${operation}: ${number(beforeMs)} ms before, ${number(afterMs)} ms now`;
  }
  if (channel === 'mix' && own.mix) {
    const { operation, before, after } = own.mix;
    return safe`${operation}: ${number(before)} times a request before, ${number(after)} now`;
  }
  if (channel === 'logs' && own.log) {
    return safe`${own.log.after} warnings and errors since, ${own.log.before} before: ${own.log.sample.slice(0, 100)}`;
  }
  const [shift] = (quantityOf[channel] ?? []).flatMap((name) => own.shifts.get(name)?.most ?? []);
  return shift && change(shift);
}

function change({ series, level, now, z }: Shift): SafeText {
  const scale = series.meaning.scale || 1;
  const sigmas = Number.isFinite(z) ? `${number(Math.min(z, 999))} sigma` : 'it never moved before';
  return safe`${series.metric}: ${number(level / scale)} before, ${number(now / scale)} now (${sigmas})`;
}

function number(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return '0';
  return Math.abs(value) >= 100
    ? Math.round(value).toString()
    : Number(value.toPrecision(3)).toString();
}

function seconds(value: number): string {
  return value >= 1 ? `${number(value)} s` : `${number(value * 1_000)} ms`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
