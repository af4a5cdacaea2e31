import type { GpuConditionName } from '../gpu/conditions.ts';
import { type GpuName, gpuNames } from '../layout.ts';
import type { FaultDefinition } from './fault.ts';

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
