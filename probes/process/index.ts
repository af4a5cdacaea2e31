import { WeaklinkError } from '../../src/platform/errors.ts';
import type { Probe } from '../probe.ts';
import { withinDeadline } from '../system/give-up.ts';
import { commandOf } from './command.ts';
import { lookAtProcess } from './look.ts';
import { type ProcessOptions, processOptions } from './options.ts';
import { processSymptoms } from './symptoms.ts';

export const processProbe: Probe<ProcessOptions> = {
  kind: 'process',
  summary: 'is a process there and able to run',
  options: processOptions,
  symptoms: processSymptoms,
  infer: ({ kind, address }) =>
    kind === 'process' && address !== undefined ? targetOptions(address) : null,
  fromTarget(target) {
    if (target.trim() !== '') return targetOptions(target.trim());
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: 'process: the target is empty',
      hint: 'Give a process number, the path of a pid file, or a name: 4711, /run/nginx.pid, nginx.',
    });
  },
  reach: () => 'self',
  command: commandOf,
  look: (options, context) => withinDeadline(context, () => lookAtProcess(options, context)),
};

/** `4711`, `/run/nginx.pid`, `nginx`. */
function targetOptions(target: string): Partial<ProcessOptions> {
  if (/^\d+$/.test(target)) return { pid: Number(target) };
  return target.startsWith('/') ? { pidFile: target } : { name: target };
}
