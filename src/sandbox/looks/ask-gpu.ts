import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What nvidia-smi prints and the kernel log says, as one text; `hangs` when it does not end. */
export function askGpu(nvidiaSmi: string, kernelLog: string, deadlineMs: number): Promise<string> {
  return new Promise((resolve) => {
    const options = { timeout: deadlineMs, killSignal: 'SIGKILL' } as const;
    execFile(nvidiaSmi, ['-q', '-x'], options, (error, printed) => {
      if (error?.killed) return resolve('hangs');
      const log = readFileSync(kernelLog, 'utf8');
      resolve(`${error ? `exit ${error.code}` : 'ok'}\n${printed}\n${log}`);
    });
  });
}
