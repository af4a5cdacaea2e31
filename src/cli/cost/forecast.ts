import {
  type Band,
  falseAlarmsAnHour,
  type SpendAlert,
} from '../../attribution/prices/forecast/band.ts';
import { rangeShare, type SpendForecast } from '../../attribution/prices/forecast/forecast.ts';
import { outlookOf, type SpendOutlook } from '../../attribution/prices/forecast/outlook.ts';
import { hourlySpend } from '../../attribution/prices/forecast/series.ts';
import { shownAmount } from '../../attribution/prices/money.ts';
import { wholeSpend } from '../../attribution/prices/spend.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import type { RunCommand } from '../command.ts';
import { counted } from '../record/held.ts';
import { costedAttempts } from './costed.ts';

/** Alerts for people, the newest first: a script asks for `--json`. */
const alertsShown = 8;

/**
 * `weaklink cost forecast [recording]`: as of the end of the last attempt.
 *
 * @returns 1 where spend left its band in the last 24 hours, else 0
 */
export const runForecast: RunCommand = async (operands, options, context) => {
  const { costed, window } = await costedAttempts(operands, options, context);
  const outlooks = hourlySpend(costed, window.to).map(outlookOf);
  const { unknown } = wholeSpend(costed);
  context.output.result(
    options.json === true
      ? `${JSON.stringify(document(outlooks, unknown, window.to), null, 2)}\n`
      : text(outlooks, unknown, window.to),
  );
  return outlooks.some(({ recent }) => recent.length > 0) ? ExitCode.Fault : ExitCode.Healthy;
};

function text(outlooks: readonly SpendOutlook[], unknown: number, nowMs: number): string {
  return [
    `FORECAST  as of ${minute(nowMs)} UTC; days and months in UTC\n`,
    ...outlooks.flatMap(({ spend, forecasts, band, recent }) => [
      `\n  ${spend.currency}, ${counted(spend.hours.length, 'hour', 'hours')} of history\n`,
      ...forecasts.flatMap(forecastLines),
      ...bandLines(band, recent),
    ]),
    ...(outlooks.length === 0 ? ['\n  No cost is known.\n'] : []),
    ...(unknown > 0
      ? [
          `\n  ${counted(unknown, 'attempt', 'attempts')} of unknown cost left out (weaklink cost says why)\n`,
        ]
      : []),
  ].join('');
}

function forecastLines(forecast: SpendForecast): readonly string[] {
  const { horizon, toMs, spent, isWhole, total, range, backTest, why } = forecast;
  const amount = (value: number) => shownAmount(BigInt(Math.round(value * 1e9)), 2);
  const part = isWhole ? '' : ` (of a part of the ${horizon})`;
  const end = `    ${horizon.padEnd(6)}to ${minute(toMs)}: spent ${shownAmount(spent, 2)}`;
  if (total === null) return [`${end}${part}\n`, `          no forecast: ${why}\n`];
  return [
    `${end}, in all ${amount(total)}${part}\n`,
    ...(range
      ? [`          ${percent(rangeShare)} range ${amount(range.low)} to ${amount(range.high)}\n`]
      : [`          ${why}\n`]),
    ...(backTest
      ? [
          `          ${backTest.forecasts} earlier forecasts of the rest were off by ${percent(backTest.typical)} (half),\n          ${percent(backTest.most)} (four of five); the last day repeated, by ${percent(backTest.naive)}\n`,
        ]
      : []),
  ];
}

function bandLines({ judged, newest }: Band, recent: readonly SpendAlert[]): readonly string[] {
  if (judged === 0 || newest === null) {
    return ['    band  none yet: an hour is held against the same hour of 3 weeks or more\n'];
  }
  const rate = `at most ${falseAlarmsAnHour * 1_000} false alarm in 1,000 hours of synthetic spend`;
  const line = ({ hourMs, spent, low, high }: SpendAlert) =>
    `${minute(hourMs)}: ${fixed(spent)}, band ${fixed(low)} to ${fixed(high)}`;
  if (recent.length === 0) {
    return [
      `    band  kept in the last 24 hours; newest ${line(newest)}\n`,
      `          (${rate})\n`,
    ];
  }
  return [
    `    band  LEFT in ${counted(recent.length, 'hour', 'hours')} of the last 24\n`,
    ...recent
      .slice(-alertsShown)
      .reverse()
      .map((alert) => `          ${line(alert)}\n`),
    `          (${rate})\n`,
  ];
}

function document(outlooks: readonly SpendOutlook[], unknown: number, nowMs: number) {
  return {
    schema: 'weaklink.spend-forecast/1',
    at: new Date(nowMs).toISOString(),
    unknownAttempts: unknown,
    currencies: outlooks.map(({ spend, forecasts, band, recent }) => ({
      currency: spend.currency,
      historyHours: spend.hours.length,
      forecasts: forecasts.map(({ fromMs, toMs, spent, ...rest }) => ({
        ...rest,
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
        spentNanos: String(spent),
      })),
      band: {
        judgedHours: band.judged,
        falseAlarmsAnHour,
        newest: band.newest && alertDocument(band.newest),
        alerts: recent.map(alertDocument),
      },
    })),
  };
}

function alertDocument({ hourMs, ...rest }: SpendAlert) {
  return { hour: new Date(hourMs).toISOString(), ...rest };
}

function fixed(value: number): string {
  return value.toFixed(4);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}

function minute(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
