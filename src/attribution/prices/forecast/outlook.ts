import { type Band, bandOf, type SpendAlert } from './band.ts';
import { forecastSpend, type SpendForecast } from './forecast.ts';
import { dayHours, type HourlySpend, hourMs } from './series.ts';

/** What is known of spend in one currency, where it will end, and whether it is as it should be. */
export interface SpendOutlook {
  readonly spend: HourlySpend;
  /** To the end of the day, and of the month. */
  readonly forecasts: readonly SpendForecast[];
  readonly band: Band;
  /** Hours that left the band in the last 24, oldest first. */
  readonly recent: readonly SpendAlert[];
}

export function outlookOf(spend: HourlySpend): SpendOutlook {
  const band = bandOf(spend);
  const sinceMs = spend.startMs + (spend.hours.length - dayHours) * hourMs;
  return {
    spend,
    forecasts: [forecastSpend(spend, 'day'), forecastSpend(spend, 'month')],
    band,
    recent: band.alerts.filter((alert) => alert.hourMs >= sinceMs),
  };
}
