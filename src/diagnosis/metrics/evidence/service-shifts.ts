import type { MetricCase } from '../input/case.ts';
import type { Quantity, Statistic } from '../names/meaning.ts';
import { requestsPerRow } from './requests.ts';
import { isPartOfLimit, type Shift, shiftOf } from './shift.ts';
import { logSum } from './statistics.ts';
import type { Windows } from './windows.ts';

/** What the series of one quantity at one service say together. */
export interface QuantityShift {
  /** The series that tells totals best: a mean before a quantile, a low quantile before a high one. */
  readonly main: Shift;
  /** The series that moved most, for the explanation. */
  readonly most: Shift;
  /** ln of the ratio: one of the series, nobody knows which, would show the fault. */
  readonly logRatio: number;
}

export type ServiceShifts = ReadonlyMap<Quantity, QuantityShift>;

const statisticOrder: readonly Statistic[] = [
  'mean',
  'sum',
  'p50',
  'p75',
  'p90',
  'p95',
  'p99',
  'max',
];

/** Every quantity measured at every service; not of hops, clients and whole machines. */
export function serviceShifts(input: MetricCase, windows: Windows): Map<string, ServiceShifts> {
  const requests = requestsPerRow(input, windows);
  const found = new Map<string, Map<Quantity, Shift[]>>();
  for (const series of input.series) {
    if (series.callee !== undefined || series.meaning.ofNode) continue;
    if (series.meaning.side === 'client' && series.meaning.quantity === 'latency') continue;
    const perRow = requests.get(series.service);
    const shift = shiftOf(
      series,
      windows,
      perRow === undefined ? undefined : perRow * windows.after.length,
    );
    if (!shift) continue;
    const ofService = found.get(series.service) ?? new Map<Quantity, Shift[]>();
    found.set(series.service, ofService);
    const { quantity } = series.meaning;
    ofService.set(quantity, [...(ofService.get(quantity) ?? []), shift]);
  }
  return new Map(
    [...found].map(([service, quantities]) => [
      service,
      new Map([...quantities].map(([quantity, shifts]) => [quantity, together(shifts)])),
    ]),
  );
}

function together(all: readonly Shift[]): QuantityShift {
  const ofLimit = all.filter(({ series }) => isPartOfLimit(series));
  const shifts = ofLimit.length > 0 ? ofLimit : all;
  const order = (shift: Shift) => statisticOrder.indexOf(shift.series.meaning.statistic);
  const [first] = shifts as [Shift];
  return {
    main: shifts.reduce((best, next) => (order(next) < order(best) ? next : best), first),
    most: shifts.reduce((best, next) => (next.logRatio > best.logRatio ? next : best), first),
    logRatio: logSum(shifts.map(({ logRatio }) => logRatio)) - Math.log(shifts.length),
  };
}
