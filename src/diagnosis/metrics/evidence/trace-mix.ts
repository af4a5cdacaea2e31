import { logLikelihoodRatio, logSum } from './statistics.ts';
import type { OperationShift } from './trace-rows.ts';

/** A service that does other things for the same requests than before. */
export interface MixShift {
  readonly service: string;
  readonly operation: string;
  /** Per request of the service. */
  readonly before: number;
  readonly after: number;
  readonly logRatio: number;
}

/** How much the number of an operation per request varies by itself, relative. */
const OVERDISPERSION = 0.35;
const errorName = /error|exception|fault|fallback|abort|rollback/i;

/**
 * An exception or a wrong return leaves its mark in what a service does per request: calls that it no
 * longer makes, and error handling that it did not need before.
 */
export function mixShifts(operations: readonly OperationShift[]): Map<string, MixShift> {
  const found = new Map<string, MixShift>();
  const services = new Set(operations.map(({ service }) => service));
  for (const service of services) {
    const inbound = operations.filter((row) => row.service === service && row.caller !== service);
    const requestsBefore = sum(inbound, ({ spansBefore }) => spansBefore);
    const requestsAfter = sum(inbound, ({ spansAfter }) => spansAfter);
    if (requestsBefore === 0 || requestsAfter === 0) continue;
    const shifts = operations
      .filter((row) => row.caller === service && row.operation !== '')
      .map((row) => {
        const z = mixZ(row, requestsBefore, requestsAfter);
        return {
          service,
          operation: row.operation,
          before: row.spansBefore / requestsBefore,
          after: row.spansAfter / requestsAfter,
          logRatio: logLikelihoodRatio(z),
        };
      });
    if (shifts.length === 0) continue;
    const [errors, others] = [true, false].map((wanted) =>
      shifts.filter(({ operation }) => errorName.test(operation) === wanted),
    ) as [MixShift[], MixShift[]];
    const most = shifts.reduce((best, next) => (next.logRatio > best.logRatio ? next : best));
    const kinds = [errors, others].filter((kind) => kind.length > 0);
    const ratios = kinds.map(
      (kind) => logSum(kind.map(({ logRatio }) => logRatio)) - Math.log(kind.length),
    );
    found.set(service, { ...most, logRatio: logSum(ratios) - Math.log(ratios.length) });
  }
  return found;
}

/** Sigmas by which an operation became rarer, or an error's handling more frequent. */
function mixZ(row: OperationShift, requestsBefore: number, requestsAfter: number): number {
  const expected = (row.spansBefore + 0.5) * (requestsAfter / requestsBefore);
  const variance =
    expected +
    (expected * expected) / Math.max(1, row.spansBefore) +
    (OVERDISPERSION * expected) ** 2;
  const z = (row.spansAfter - expected) / Math.sqrt(variance + 0.5);
  return errorName.test(row.operation) ? z : -z;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
