import { type AccountingSteps, LiveAttribution } from '../../attribution/live.ts';
import type { Accounted } from '../../attribution/types.ts';
import type { Chain } from '../../chain/types.ts';
import { RecordingReader } from '../../events/recording.ts';
import type { Verdict } from '../../events/verdict.ts';
import type { FlowSource } from './report.ts';

export interface FromRecording {
  /** Asked once, before the first inference, with the chain that was recorded before it. */
  readonly stepsFor?: (chain: Chain | null) => Promise<AccountingSteps>;
  readonly onAccounted?: (accounted: Accounted) => void;
}

/**
 * What a recording tells of inferences, as of its end, and the last verdict of the day. A file of inference
 * events alone has no chain and no verdict.
 *
 * @throws WeaklinkError E_RECORDING_READ, E_RECORDING_ZSTD
 */
export async function flowFromRecording(
  path: string,
  { stepsFor, onAccounted }: FromRecording = {},
): Promise<FlowSource & { readonly damagedLines: number }> {
  let live: LiveAttribution | null = null;
  let chain: Chain | null = null;
  let verdict: Verdict | null = null;
  let asOfMs = Number.NEGATIVE_INFINITY;
  const begin = async () => new LiveAttribution(await stepsFor?.(chain), onAccounted);
  const reader = await RecordingReader.open(path);
  for await (const event of reader) {
    asOfMs = Math.max(asOfMs, Date.parse(event.time));
    if (event.type === 'weaklink.inference') {
      live ??= await begin();
      live.take(event.data);
    } else if (event.type === 'weaklink.session') chain = event.data.chain;
    else if (event.type === 'weaklink.verdict') verdict = event.data;
  }
  const { flow } = live ?? new LiveAttribution();
  return { flow, chain, verdict, asOfMs, damagedLines: reader.summary.damagedLines };
}
