import { safe } from '../../../src/text/sanitise.ts';
import { cudaVersion, driverVersion, type GpuReading } from '../gpu-reading.ts';
import type { GpuSign } from '../gpu-sign.ts';
import type { GpuOptions } from '../options.ts';
import type { SmiFields } from '../smi-log.ts';

/** Whether driver and CUDA have the versions that the link expects. `fields`: beside the cards. */
export function judgeVersions(fields: SmiFields, { expect }: GpuOptions): readonly GpuSign[] {
  const compare = (name: string, present: string | null, expected: string | undefined) => {
    if (expected === undefined || present === null || fits(present, expected)) return [];
    const words = safe`${name} ${present}, expected ${expected}`;
    return [{ symptom: 'gpu.version_mismatch', words } as const];
  };
  return [
    ...compare('driver', driverVersion(fields), expect.driver),
    ...compare('CUDA', cudaVersion(fields), expect.cuda),
  ];
}

/** `580` fits 580.95.05, and not 5801. */
function fits(present: string, expected: string): boolean {
  return present === expected || present.startsWith(`${expected}.`);
}

export function judgeType({ name }: GpuReading, { expect }: GpuOptions): readonly GpuSign[] {
  if (expect.type === undefined || name === null) return [];
  if (name.toLowerCase().includes(expect.type.toLowerCase())) return [];
  return [{ symptom: 'gpu.type_mismatch', words: safe`${name}, expected ${expect.type}` }];
}
