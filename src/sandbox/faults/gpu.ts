import type { GpuConditionName } from '../gpu/conditions.ts';
import { type GpuName, gpuNames } from '../layout.ts';
import { type FaultDefinition, lyingMonitor } from './fault.ts';

/** Fault mode, what is done, and what nvidia-smi or the kernel log then says. */
const conditions: readonly (readonly [GpuConditionName, string, string, string])[] = [
  ['xid', 'gpu.xid', 'the driver logs XID 119; the engine fails', '): 119,'],
  ['lost', 'gpu.lost', 'the card falls off the bus (XID 79); the engine hangs', 'GPU is lost'],
  [
    'ecc',
    'gpu.ecc',
    'the memory has uncorrectable errors; the engine fails',
    '<dram_uncorrectable>4<',
  ],
  [
    'throttled',
    'gpu.throttled',
    'the card is hot and slows down; so do its tokens',
    'hw_thermal_slowdown>Active<',
  ],
  [
    'driver',
    'gpu.driver',
    'driver and library have different versions',
    'Driver/library version mismatch',
  ],
  ['smi-hang', 'gpu.driver_hung', 'the driver hangs, nvidia-smi and the engine with it', 'hangs'],
  [
    'row-remap',
    'gpu.row_remap',
    'memory rows wait for a reset to be remapped',
    'remapped_row_pending>Yes<',
  ],
  ['memory-orphaned', 'gpu.memory_orphaned', 'a dead process left its memory behind', '79800 MiB'],
  ['pcie', 'gpu.pcie', 'the PCIe link fell to one lane', 'current_link_width>1x<'],
  [
    'zero-counter',
    lyingMonitor,
    'no fault: the utilisation counter reads 0 while the card works',
    '<gpu_util>0 %<',
  ],
  [
    'old-xid',
    lyingMonitor,
    'no fault: the kernel log still shows an XID of three days ago',
    '): 119,',
  ],
  [
    'stale-reading',
    lyingMonitor,
    'no fault: nvidia-smi repeats a good reading of an hour ago',
    '<gpu_temp>33 C<',
  ],
];

function faultsOf(gpu: GpuName): readonly FaultDefinition[] {
  return conditions.map(([condition, mode, title, seen]) => ({
    name: `${gpu}-${condition}`,
    link: gpu,
    mode,
    title,
    effect: { on: 'gpu', gpu, condition },
    seen,
  }));
}

export const gpuFaults: readonly FaultDefinition[] = gpuNames.flatMap(faultsOf);
