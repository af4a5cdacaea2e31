import type { CallGraph } from './graph.ts';

/** What one service adds to the time or the failures of the incident, per row. */
export interface Excess {
  /** Requests × change for the worse: seconds, or failed requests. Never negative. */
  readonly total: number;
  /** Its spread if nothing had happened. Same unit. */
  readonly sigma: number;
}

export interface OwnExcess {
  /** What is left of the total when that of the callees is taken away. Never negative. */
  readonly own: number;
  readonly sigma: number;
  /** Own over the total. */
  readonly share: number;
}

/** How far what callees explain is off, relative: quantiles do not add up, calls are shared out. */
const ACCOUNTING = 0.25;

/**
 * Takes from each service what its callees explain. A callee's excess is felt by its callers in
 * proportion to their own excess, since nobody counts the calls of every edge.
 *
 * @param onTheWay what is lost between callers and this callee, in the unit of the totals
 */
export function ownExcess(
  totals: ReadonlyMap<string, Excess>,
  graph: CallGraph,
  onTheWay: ReadonlyMap<string, number> = new Map(),
): Map<string, OwnExcess> {
  const own = new Map<string, OwnExcess>();
  for (const [service, { total, sigma }] of totals) {
    let explained = 0;
    let variance = sigma * sigma;
    for (const callee of graph.callees(service)) {
      const theirs = totals.get(callee);
      const lost = onTheWay.get(callee) ?? 0;
      if (!theirs && lost === 0) continue;
      const felt = [...graph.callers(callee)].reduce(
        (sum, caller) => sum + (totals.get(caller)?.total ?? 0),
        0,
      );
      const part = felt > 0 ? total / felt : 0;
      explained += part * ((theirs?.total ?? 0) + lost);
      variance += (part * (theirs?.sigma ?? 0)) ** 2;
    }
    variance += (ACCOUNTING * explained) ** 2;
    const left = Math.max(0, total - explained);
    own.set(service, {
      own: left,
      sigma: Math.sqrt(variance),
      share: total > 0 ? left / total : 0,
    });
  }
  return own;
}
