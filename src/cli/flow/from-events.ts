import { type AccountingSteps, LiveAttribution } from '../../attribution/live.ts';
import type { Accounted } from '../../attribution/types.ts';
import type { Chain } from '../../chain/types.ts';
import type { Verdict } from '../../events/verdict.ts';
import type { ToldEvents } from '../told-events.ts';
import type { FlowSource } from './report.ts';

export interface FromEvents {
  /** Asked once, before the first inference, with the chain that was recorded before it. */
  readonly stepsFor?: (chain: Chain | null) => Promise<AccountingSteps>;
  readonly onAccounted?: (accounted: Accounted) => void;
}

/**
 * What a recording or the journal tells of inferences, as of its end, and the last verdict of the day. A file of
 * inference events alone has no chain and no verdict.
 *
 * @throws WeaklinkError E_RECORDING_READ, E_RECORDING_ZSTD, E_JOURNAL_…
 */
export async function flowFromEvents(
  events: ToldEvents,
  { stepsFor, onAccounted }: FromEvents = {},
): Promise<FlowSource & { readonly damagedLines: number }> {
  let live: LiveAttribution | null = null;
  let chain: Chain | null = null;
  let verdict: Verdict | null = null;
  let asOfMs = Number.NEGATIVE_INFINITY;
  const begin = async () => new LiveAttribution(await stepsFor?.(chain), onAccounted, chain);
  for await (const event of events) {
    asOfMs = Math.max(asOfMs, Date.parse(event.time));
    if (event.type === 'weaklink.inference') {
      live ??= await begin();
      live.take(event.data);
    } else if (event.type === 'weaklink.observation') live?.flow.look(event.data);
    else if (event.type === 'weaklink.session') chain = event.data.chain;
    else if (event.type === 'weaklink.verdict') verdict = event.data;
  }
  const { flow } = live ?? new LiveAttribution();
  return { flow, chain, verdict, asOfMs, damagedLines: events.damaged() };
}
