import type { SpendAlert } from '../../attribution/prices/forecast/band.ts';
import { rangeShare, type SpendForecast } from '../../attribution/prices/forecast/forecast.ts';
import type { SpendOutlook } from '../../attribution/prices/forecast/outlook.ts';
import { hourMs } from '../../attribution/prices/forecast/series.ts';
import { shownAmount } from '../../attribution/prices/money.ts';

/** `spend left its band at 14:00Z: 12.31 USD in the hour, expected 4.10 to 6.80`. */
export function alertWords(alert: SpendAlert, currency: string): string {
  const { spent, low, high } = alert;
  return `spend left its band at ${clock(alert.hourMs)}: ${amount(spent)} ${currency} in the hour, expected ${amount(low)} to ${amount(high)}`;
}

/** `spend today 3.12 USD, 5.40 at its end (80 % range 4.90 to 5.90); this month …`: what is not known says so. */
export function outlookWords({ spend, forecasts, band }: SpendOutlook): string {
  const parts = forecasts.map((forecast) => forecastWords(forecast, spend.currency));
  const judged =
    band.newest === null
      ? 'no band yet: an hour is held against the same hour of 3 weeks'
      : `${clock(band.newest.hourMs)} to ${clock(band.newest.hourMs + hourMs)} ${amount(band.newest.spent)}, band ${amount(band.newest.low)} to ${amount(band.newest.high)}`;
  return `spend ${[...parts, judged].join('; ')}`;
}

function forecastWords(forecast: SpendForecast, currency: string): string {
  const { horizon, spent, isWhole, total, range } = forecast;
  const part = isWhole ? '' : ', of a part of it';
  const span = horizon === 'day' ? 'today' : 'this month';
  const head = `${span} ${shownAmount(spent, 2)} ${currency}${part}`;
  if (total === null) return `${head}, too little history for a forecast`;
  const off = range
    ? ` (${Math.round(rangeShare * 100)} % range ${amount(range.low)} to ${amount(range.high)})`
    : '';
  return `${head}, ${amount(total)} at its end${off}`;
}

function amount(value: number): string {
  return shownAmount(BigInt(Math.round(value * 1e9)), 2);
}

function clock(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 16)}Z`;
}
