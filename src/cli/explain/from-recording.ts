import { createEngine, type Engine } from '../../diagnosis/engine.ts';
import { RecordingReader } from '../../events/recording.ts';
import type { Ruling } from '../../events/ruling.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import type { OptionValues } from '../command.ts';
import type { Known } from '../explain.ts';
import { beginningOf } from '../replay/beginning.ts';
import { rangeOf } from '../replay/range.ts';

/**
 * What was known at one time of a recording; at its end, where no time is given.
 *
 * @throws WeaklinkError of the recording, E_REPLAY_TIME, E_REPLAY_NO_VERDICT
 */
export async function knownFromRecording(path: string, at: OptionValues[string]): Promise<Known> {
  const { startMs, chain } = await beginningOf(path);
  const wanted = typeof at === 'string' ? at : null;
  const { toMs = Number.POSITIVE_INFINITY } = rangeOf({ from: null, to: wanted }, startMs);
  let engine: Engine = createEngine(chain);
  let policies: readonly Ruling[] | undefined;
  for await (const event of await RecordingReader.open(path)) {
    // Events of several vantages may stand a little out of order.
    if (Date.parse(event.time) > toMs) continue;
    // Another session is another past.
    if (event.type === 'weaklink.session') {
      engine = createEngine(event.data.chain);
      policies = undefined;
    }
    if (event.type === 'weaklink.policy') policies = event.data.rulings;
    engine.accept(event);
  }
  const { grounds } = engine;
  if (grounds.streams.length > 0) return { grounds, verdict: engine.verdict(), policies };
  throw new WeaklinkError({
    code: 'E_REPLAY_NO_VERDICT',
    message: `${path}: nothing had been looked at up to there`,
    hint: 'Choose a later --at.',
    exitCode: ExitCode.CouldNotLook,
  });
}
