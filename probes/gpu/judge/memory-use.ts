import { safe } from '../../../src/text/sanitise.ts';
import type { GpuReading } from '../gpu-reading.ts';
import type { GpuSign } from '../gpu-sign.ts';

/**
 * MiB that a card without `reserved` in its document keeps for itself; newer drivers tell it apart.
 */
const UNTOLD_RESERVE_MIB = 1_024;
/** Share of the memory under which nothing can be allocated. Engines fill the rest on purpose. */
const FULL_FREE_SHARE = 0.005;

const nobody: ReadonlySet<number> = new Set();

/**
 * MiB that no living process holds, on an idle card; null where that cannot be told: the driver
 * hides what the processes hold (Windows, no permission), or the card draws a screen or is shared
 * between virtual machines. `gone`:
 * processes that ended while the driver still counts memory for them.
 */
export function orphanedMiB(gpu: GpuReading, gone: ReadonlySet<number> = nobody): number | null {
  const { usedMiB, reservedMiB } = gpu.memory;
  if (usedMiB === null || gpu.utilisationPercent !== 0) return null;
  if (gpu.drivesScreen || gpu.servesGuests) return null;
  let held = reservedMiB === null ? UNTOLD_RESERVE_MIB : 0;
  for (const process of gpu.processes) {
    if (process.pid !== null && gone.has(process.pid)) continue;
    if (process.usedMiB === null) return null;
    held += process.usedMiB;
  }
  return Math.max(0, usedMiB - held);
}

export function judgeOrphans(
  gpu: GpuReading,
  thresholdMiB: number,
  gone: ReadonlySet<number> = nobody,
): readonly GpuSign[] {
  const orphaned = orphanedMiB(gpu, gone) ?? 0;
  if (orphaned <= thresholdMiB) return [];
  return [{ symptom: 'gpu.memory_orphaned', words: safe`${orphaned} MiB are held by no process` }];
}

export function judgeFull(gpu: GpuReading): readonly GpuSign[] {
  const { totalMiB, freeMiB } = gpu.memory;
  if (totalMiB === null || freeMiB === null || totalMiB === 0) return [];
  if (freeMiB >= totalMiB * FULL_FREE_SHARE) return [];
  return [{ symptom: 'gpu.memory_full', words: safe`${freeMiB} of ${totalMiB} MiB are free` }];
}
