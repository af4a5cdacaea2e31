import type { Chain } from '../../chain/types.ts';
import { RecordingReader } from '../../events/recording.ts';
import { WeaklinkError } from '../../platform/errors.ts';

/** A recording begins with its session; what begins otherwise is read no further than this. */
const mostEvents = 10_000;

export interface Beginning {
  readonly startMs: number;
  readonly chain: Chain;
}

/**
 * Reads as much of a recording as options are checked against: its chain, and when it begins.
 *
 * @throws WeaklinkError E_RECORDING_READ, E_RECORDING_ZSTD, E_RECORDING_NO_SESSION
 */
export async function beginningOf(path: string): Promise<Beginning> {
  let startMs = Number.POSITIVE_INFINITY;
  let events = 0;
  for await (const event of await RecordingReader.open(path)) {
    startMs = Math.min(startMs, Date.parse(event.time));
    if (event.type === 'weaklink.session') return { startMs, chain: event.data.chain };
    events += 1;
    if (events >= mostEvents) break;
  }
  throw new WeaklinkError({
    code: 'E_RECORDING_NO_SESSION',
    message: `${path}: no session event among the first ${events} events, so the chain is not known`,
    hint: 'Is it a recording of weaklink? "weaklink inspect FILE" says what is in it.',
  });
}
