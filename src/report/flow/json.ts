import type { Flow } from '../../attribution/flow/types.ts';
import type { FlowReport, ModelFlow } from './report.ts';

export const FLOW_SCHEMA = 'weaklink.flow/1';

/**
 * Flows as one document. Amounts are integers in the flow's unit, as text where they are money: nano-units
 * outgrow what JSON readers keep exactly.
 */
export function flowJson({ chain, flows }: FlowReport): string {
  const document = { schema: FLOW_SCHEMA, chain, flows: flows.map(documentOf) };
  return `${JSON.stringify(document, (_, value: unknown) => plainValue(value), 2)}\n`;
}

function documentOf({ flow, lanes }: ModelFlow) {
  const { asOfMs, counts, losses: _, withoutGateways: __, measure, missing, ...rest } = flow;
  const { newestMs, ...others } = counts;
  const amounts = amountsAs(measure);
  return {
    ...(amounts(rest) as object),
    measure,
    missing: amounts(missing),
    asOf: new Date(asOfMs).toISOString(),
    counts: { ...others, newest: newestMs === null ? null : new Date(newestMs).toISOString() },
    lost: amounts(flow.lost),
    lanes: lanes.map(({ culprit, sinceMs, amount, ...lane }) => ({
      ...lane,
      amount: amounts(amount),
      since: new Date(sinceMs).toISOString(),
      culprit: culprit && {
        link: culprit.link,
        mode: culprit.mode,
        title: culprit.title,
        probability: culprit.probability,
      },
    })),
  };
}

/** Counts, tokens and microseconds are plain numbers; money is text. */
function amountsAs(measure: Flow['measure']): (value: unknown) => unknown {
  const amounts = (value: unknown): unknown => {
    if (typeof value === 'bigint') return measure === 'value' ? String(value) : Number(value);
    if (Array.isArray(value)) return value.map(amounts);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, amounts(one)]));
  };
  return amounts;
}

function plainValue(value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
