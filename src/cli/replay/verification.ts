import { counted } from '../../console/format.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { type Difference, type Verification, verifyRecording } from '../../replay/verify.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { Output } from '../output.ts';
import type { PassOptions } from './pass.ts';

const cutOffWarning =
  'Warning: the recording breaks off without its end line, so what came last may be missing.';

/**
 * Computes the recorded verdicts again and says where they differ.
 *
 * @returns 0 when all are equal, 1 when one differs, 3 when there was nothing to compare
 */
export async function writeVerification(
  { path, range, without, signal }: PassOptions,
  asJson: boolean,
  output: Output,
): Promise<ExitCode> {
  const result = await verifyRecording(path, { ...range, without, signal });
  output.result(
    asJson ? `${JSON.stringify(result, null, 2)}\n` : verificationText(sanitise(path), result),
  );
  // Nothing that was compared is no proof.
  if (result.compared === 0) return ExitCode.CouldNotLook;
  return result.equal === result.compared ? ExitCode.Healthy : ExitCode.Fault;
}

function verificationText(path: string, result: Verification): string {
  const { compared, equal, events, differences, partial, cutOff } = result;
  const different = compared - equal;
  const head =
    compared === 0
      ? `${path}: no verdict was recorded among ${counted(events, 'event')}, so nothing can be compared`
      : `${path}: ${counted(compared, 'verdict')} of ${counted(events, 'event')} compared, ${equal} equal, ${different} different`;
  const unlisted = different - differences.length;
  return [
    head,
    ...(partial ? [`Note: ${partial}.`] : []),
    ...(cutOff ? [cutOffWarning] : []),
    ...differences.flatMap(differenceLines),
    ...(unlisted > 0 ? ['', `and ${counted(unlisted, 'more difference')}`] : []),
    '',
  ].join('\n');
}

function differenceLines({ atMs, recorded, recomputed, why }: Difference): readonly string[] {
  return [
    '',
    new Date(atMs).toISOString(),
    `  recorded  ${recorded}`,
    `  computed  ${recomputed}`,
    `  why       ${why}`,
  ];
}
