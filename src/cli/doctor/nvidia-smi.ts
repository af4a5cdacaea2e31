import { safe } from '../../text/sanitise.ts';
import { localVantage } from '../../vantage/local.ts';
import { type DoctorContext, type DoctorFinding, fine, lacking } from './finding.ts';

const means = safe`GPUs of this machine cannot be looked at.`;

export async function checkNvidiaSmi(context: DoctorContext): Promise<DoctorFinding> {
  const result = await localVantage.exec(['nvidia-smi', '-L'], {
    deadlineMs: context.deadlineMs,
    signal: context.signal,
  });
  switch (result.kind) {
    case 'ended': {
      const lines = result.stdout.split('\n').filter((line) => line.startsWith('GPU '));
      if (result.exitCode === 0) return fine(safe`${lines.length} GPUs`);
      const [complaint = ''] = (result.stdout || result.stderr).split('\n');
      return lacking(
        'failing',
        safe`exit code ${result.exitCode}: ${complaint}`,
        means,
        safe`Run nvidia-smi by hand; often the driver is not loaded.`,
      );
    }
    case 'not-started':
      return result.code === 'EACCES'
        ? lacking('denied', safe`may not be run`, means, safe`Make nvidia-smi executable.`)
        : lacking(
            'missing',
            safe`not installed`,
            means,
            safe`Install the NVIDIA driver, where there is a GPU.`,
          );
    case 'timed-out':
      return lacking(
        'failing',
        safe`hung for ${context.deadlineMs} ms`,
        means,
        safe`The driver hangs: drain this machine and reboot it.`,
      );
    case 'lost':
    case 'aborted':
      return lacking('failing', safe`interrupted`, means, safe`Run weaklink doctor again.`);
  }
}
