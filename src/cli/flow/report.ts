import type { FlowBook } from '../../attribution/flow/book.ts';
import { lossLanes } from '../../attribution/flow/losses.ts';
import { sankeyOrder } from '../../attribution/flow/order.ts';
import type { Chain } from '../../chain/types.ts';
import type { Verdict } from '../../events/verdict.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import type { FlowReport } from '../../report/flow/report.ts';
import type { FlowOptions } from './options.ts';

/** What a flow is drawn from, whoever told of it. */
export interface FlowSource {
  readonly flow: FlowBook;
  readonly chain: Chain | null;
  readonly verdict: Verdict | null;
  /** End of the window, in milliseconds since the epoch. */
  readonly asOfMs: number;
}

/** @throws WeaklinkError E_FLOW_EMPTY, E_FLOW_MODEL */
export function flowReport(
  { flow: book, chain, verdict, asOfMs }: FlowSource,
  { model, measure, window }: FlowOptions,
): FlowReport {
  const models = book.models;
  if (models.length === 0) {
    throw new WeaklinkError({
      code: 'E_FLOW_EMPTY',
      message: 'no inference was told of, so there is no flow',
      hint: 'Inferences come from traces, gateway logs, a tap or the demo; "weaklink inspect FILE" counts them.',
    });
  }
  if (model !== null && !models.includes(model)) {
    throw new WeaklinkError({
      code: 'E_FLOW_MODEL',
      message: `--model: nobody asked "${model}"`,
      hint: `Asked were: ${models.slice(0, 10).join(', ')}.`,
    });
  }
  const flows = (model === null ? models : [model]).map((one) => {
    const flow = book.flow(one, measure, window, asOfMs);
    return { flow, lanes: lossLanes(flow, chain, verdict), order: sankeyOrder(flow) };
  });
  return { chain: chain?.name ?? 'no chain', flows };
}
