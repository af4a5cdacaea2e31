import {
  type SpendRow,
  toldSummaries,
  unknownReasons,
  wholeSpend,
} from '../../attribution/prices/spend.ts';
import { type CostedAttempts, sourcesOf } from './costed.ts';
import type { CostKey } from './options.ts';

/** The cost of a recording for scripts. Amounts are billionths as text: they do not fit a number. */
export function costDocument(found: CostedAttempts, rows: readonly SpendRow[], by: CostKey) {
  const { costed, open, window, checks, gpuUse, forgotten } = found;
  return {
    schema: 'weaklink.cost/1',
    from: new Date(window.from).toISOString(),
    to: new Date(window.to).toISOString(),
    by,
    rows: rows.map(rowDocument),
    all: rowDocument(wholeSpend(costed)),
    gpus: (gpuUse?.accounts ?? []).map(({ paid, used, idle, ...rest }) => ({
      ...rest,
      paidNanos: String(paid),
      usedNanos: String(used),
      idleNanos: String(idle),
    })),
    unknown: unknownReasons(costed).map(([why, attempts]) => ({ why, attempts })),
    ifBilled: rowDocument(open),
    told: toldSummaries(checks).map(({ told, computed, ...rest }) => ({
      ...rest,
      toldNanos: String(told),
      computedNanos: String(computed),
      differenceNanos: String(told - computed),
    })),
    prices: sourcesOf(costed),
    leftOut: forgotten,
  };
}

function rowDocument({ key, attempts, tokens, sums, unknown }: SpendRow) {
  const amounts = [...sums].map(([currency, nanos]) => ({ currency, nanos: String(nanos) }));
  return { key, attempts, tokens, amounts, unknown };
}
