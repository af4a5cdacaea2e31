import { RecordingWriter } from '../../events/recording.ts';
import { WeaklinkError } from '../../platform/errors.ts';

/** Ends of names that are somebody's chain file and no recording. */
const CHAIN_FILE = /\.ya?ml$/i;

/**
 * A new recording. Refuses a chain file's name, so that a forgotten operand with `--overwrite`
 * takes no chain away.
 *
 * @throws WeaklinkError E_RECORDING_NAME, E_RECORDING_EXISTS, E_RECORDING_WRITE, E_RECORDING_ZSTD
 */
export async function openRecording(path: string, overwrite: boolean): Promise<RecordingWriter> {
  if (CHAIN_FILE.test(path)) {
    throw new WeaklinkError({
      code: 'E_RECORDING_NAME',
      message: `${path}: this is the name of a chain file, not of a recording`,
      hint: 'Name a file that ends in .jsonl, or in .jsonl.zst to compress it.',
    });
  }
  return RecordingWriter.create(path, { overwrite });
}
