import { safe } from '../../../src/text/sanitise.ts';
import type { GpuReading } from '../gpu-reading.ts';
import type { GpuSign } from '../gpu-sign.ts';
import type { GpuOptions } from '../options.ts';
import { judgeFabric, judgeLicence } from './fabric.ts';
import { judgeMemoryErrors } from './memory-errors.ts';
import { judgeFull, judgeOrphans } from './memory-use.ts';
import { judgePcie } from './pcie.ts';
import { judgeReadable } from './readable.ts';
import { judgeThrottle } from './throttle.ts';
import { judgeType } from './versions.ts';

/**
 * What is wrong with one card. Much that looks sick is not: idle clocks and links, 8x of 16x by
 * design, the power cap at its default limit, no persistence, no ECC, no utilisation under MIG.
 * `gone`: processes that the driver lists and the machine no longer has.
 */
export function judgeGpu(
  gpu: GpuReading,
  options: GpuOptions,
  gone?: ReadonlySet<number>,
): readonly GpuSign[] {
  const unreadable = judgeReadable(gpu);
  if (unreadable.some(({ symptom }) => symptom === 'gpu.lost')) return unreadable;
  return [
    ...unreadable,
    ...judgeMemoryErrors(gpu),
    ...judgeRecovery(gpu),
    ...judgeMig(gpu, options),
    ...judgeType(gpu, options),
    ...judgeFabric(gpu),
    ...judgeLicence(gpu),
    ...judgeThrottle(gpu),
    ...judgePcie(gpu),
    ...judgeOrphans(gpu, options.orphanedMiB, gone),
    ...judgeFull(gpu),
  ];
}

function judgeRecovery({ recoveryAction: action }: GpuReading): readonly GpuSign[] {
  if (action === null || action === 'None') return [];
  return [{ symptom: 'gpu.recovery_action', words: safe`the driver asks for: ${action}` }];
}

function judgeMig({ mig }: GpuReading, { expect }: GpuOptions): readonly GpuSign[] {
  const mode = mig.mode?.toLowerCase() ?? 'disabled';
  const sign = (words: GpuSign['words']): readonly GpuSign[] => [
    { symptom: 'gpu.mig_mismatch', words },
  ];
  if (expect.mig !== undefined && mode !== expect.mig) {
    return sign(safe`MIG is ${mode}, expected ${expect.mig}`);
  }
  if (expect.migDevices !== undefined && mig.devices !== expect.migDevices) {
    return sign(safe`${mig.devices} MIG devices, expected ${expect.migDevices}`);
  }
  return [];
}
