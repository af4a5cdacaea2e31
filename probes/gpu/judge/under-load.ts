import type { GpuReading } from '../gpu-reading.ts';

/** Utilisation in percent from which a card counts as working. */
const WORKING_PERCENT = 10;

/**
 * Whether the card works now. An idle card lowers its clocks, its PCIe generation and its power on
 * purpose, so speed is judged only here. Unknown (a card split by MIG) counts as idle.
 */
export function underLoad(gpu: GpuReading): boolean {
  const busy = (gpu.utilisationPercent ?? 0) >= WORKING_PERCENT;
  return busy && /^P[0-3]$/.test(gpu.performanceState ?? 'P0');
}
