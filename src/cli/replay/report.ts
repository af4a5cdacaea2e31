import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { version } from '../../platform/version.ts';
import { buildReport } from '../../report/build-report.ts';
import { reporters } from '../../report/index.ts';
import type { Output } from '../output.ts';
import { Pass, type PassOptions } from './pass.ts';

/** The report as of the end of the range, as a check would have written it then. */
export async function writeReport(options: PassOptions, output: Output): Promise<ExitCode> {
  const pass = new Pass(options);
  for await (const _ of pass.steps());
  const { session, verdict, observations, policies, newestMs } = pass;
  if (!session || !verdict) {
    throw new WeaklinkError({
      code: 'E_REPLAY_NO_VERDICT',
      message: `${options.path}: too little was seen up to there for a verdict`,
      hint: 'Choose a later --to.',
      exitCode: ExitCode.CouldNotLook,
    });
  }
  const report = buildReport({
    version,
    chain: session.data.chain,
    startedAt: session.time,
    endedAt: new Date(newestMs).toISOString(),
    verdict,
    observations,
    ...(policies ? { policies } : {}),
  });
  output.result(reporters.json(report));
  return pass.exitCode();
}
