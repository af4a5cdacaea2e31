import { rm } from 'node:fs/promises';
import type { RecordingWriter } from '../../events/recording.ts';
import type { OptionValues } from '../command.ts';
import type { Output } from '../output.ts';
import { held } from './held.ts';

/**
 * Does `work` with the recording that `--record FILE` asks for, null where it asks for none; then
 * closes it and says what it holds. `work` stops its session before it ends, also when interrupted.
 *
 * @throws WeaklinkError E_RECORDING_… before `work` begins, or when the disk failed meanwhile
 */
export async function withRecording<T>(
  { record, overwrite }: OptionValues,
  output: Output,
  work: (recording: RecordingWriter | null) => Promise<T>,
): Promise<T> {
  if (typeof record !== 'string') return work(null);
  // Loaded here: the first frame of a console that records nothing must not wait for it.
  const { openRecording } = await import('./open-recording.ts');
  const recording = await openRecording(record, overwrite === true);
  try {
    const result = await work(recording);
    await close(recording, output);
    return result;
  } catch (error) {
    // What ended the work is what is told; the file is whole all the same.
    await (recording.events > 0 ? close(recording, output) : discard(recording)).catch(() => {});
    throw error;
  }
}

/** Nothing came: a file would only be in the way of the next try. */
async function discard(recording: RecordingWriter): Promise<void> {
  await recording.close();
  await rm(recording.path, { force: true });
}

async function close(recording: RecordingWriter, output: Output): Promise<void> {
  output.progress(held(recording.path, await recording.close()));
}
