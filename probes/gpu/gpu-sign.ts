import type { SafeText } from '../../src/text/safe-text.ts';
import type { gpuSymptoms } from './symptoms.ts';

export type GpuSymptom = keyof typeof gpuSymptoms | 'self.permission' | 'self.cancelled';

/** One thing that is wrong with one card, or with the whole look. */
export interface GpuSign {
  readonly symptom: GpuSymptom;
  /** What was seen: `3 uncorrectable memory errors`. */
  readonly words: SafeText;
}

/** What tells most about the cause comes first. */
const mostTellingFirst: readonly GpuSymptom[] = [
  'gpu.lost',
  'gpu.xid',
  'gpu.sxid',
  'gpu.library_mismatch',
  'gpu.driver_not_loaded',
  'gpu.smi_hung',
  'gpu.unknown_error',
  'gpu.ecc_uncorrected',
  'gpu.row_remap_failed',
  'gpu.recovery_action',
  'gpu.fabric_not_ready',
  'gpu.no_devices',
  'gpu.count_low',
  'gpu.mig_mismatch',
  'gpu.type_mismatch',
  'gpu.smi_failed',
  'gpu.throttle_thermal',
  'gpu.throttle_hw',
  'gpu.nvlink_down',
  'gpu.nvlink_errors',
  'gpu.infiniband_down',
  'gpu.row_remap_pending',
  'gpu.retired_pages',
  'gpu.memory_orphaned',
  'gpu.pcie_downgraded',
  'gpu.throttle_power',
  'gpu.xid_app',
  'gpu.memory_full',
  'gpu.vgpu_unlicensed',
  'gpu.container_toolkit',
  'gpu.version_mismatch',
  'gpu.count_high',
];

export function mostTelling(signs: readonly GpuSign[]): readonly GpuSign[] {
  const rank = ({ symptom }: GpuSign): number => {
    const place = mostTellingFirst.indexOf(symptom);
    return place === -1 ? mostTellingFirst.length : place;
  };
  return signs.toSorted((one, other) => rank(one) - rank(other));
}
