import { type Inspection, inspectRecording } from '../events/recording/inspection.ts';
import { RecordingReader } from '../events/recording.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import type { RunCommand } from './command.ts';
import { inspectionDocument } from './inspect/document.ts';
import { defectsOf } from './inspect/soundness.ts';
import { inspectionText } from './inspect/text.ts';

/**
 * `weaklink inspect FILE`: what a recording holds, and what is wrong with it.
 *
 * @returns 0 when it is sound, 1 when it is damaged and readable
 * @throws WeaklinkError E_RECORDING_READ, E_RECORDING_ZSTD, E_NOT_A_RECORDING
 */
export const runInspect: RunCommand = async ([path = ''], options, { output }) => {
  const inspection = await inspectRecording(await RecordingReader.open(path));
  refuseOthers(path, inspection);
  const defects = defectsOf(inspection);
  if (options.json === true) {
    const document = inspectionDocument(path, inspection, defects);
    output.result(`${JSON.stringify(document, null, 2)}\n`);
  } else output.result(inspectionText(path, inspection, defects));
  return defects.length === 0 ? ExitCode.Healthy : ExitCode.Fault;
};

function refuseOthers(path: string, { summary }: Inspection): void {
  if (summary.events > 0 || summary.checksum !== 'missing') return;
  const [first] = summary.damaged;
  const why = first
    ? `line ${first.line}: ${first.reason}`
    : summary.unknownTypes.size > 0
      ? `events of ${[...summary.unknownTypes.keys()].slice(0, 3).join(', ')} only`
      : 'nothing in it can be read';
  throw new WeaklinkError({
    code: 'E_NOT_A_RECORDING',
    message: `${path}: not a recording of weaklink (${why})`,
    hint: 'A recording is JSON Lines, one event a line; .zst at the end of its name if compressed.',
  });
}
