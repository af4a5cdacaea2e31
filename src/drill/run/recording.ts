import { join } from 'node:path';
import { RecordingWriter } from '../../events/recording.ts';
import { makeDirectories } from '../../platform/directories.ts';

/** `<directory>/<scenario>.jsonl.zst`, `<scenario>-2.jsonl.zst` for its second repeat. Replaces one of that name. */
export async function openRecording(
  directory: string,
  scenario: string,
  repeat: number,
): Promise<RecordingWriter> {
  makeDirectories(directory);
  const name = repeat === 1 ? scenario : `${scenario}-${repeat}`;
  return RecordingWriter.create(join(directory, `${name}.jsonl.zst`), { overwrite: true });
}
