import { gpuSymptoms } from '../gpu/symptoms.ts';
import type { SymptomSpec } from '../probe.ts';

/** Cards are sick in the same ways, whoever tells of it. */
const {
  'gpu.xid': xid,
  'gpu.xid_app': xidApp,
  'gpu.ecc_uncorrected': ecc,
  'gpu.row_remap_failed': remapFailed,
  'gpu.row_remap_pending': remapPending,
  'gpu.retired_pages': retired,
  'gpu.recovery_action': recovery,
  'gpu.throttle_hw': throttleHardware,
  'gpu.throttle_thermal': throttleThermal,
  'gpu.memory_full': full,
  'gpu.count_low': countLow,
  'gpu.version_mismatch': version,
  'gpu.fabric_not_ready': fabric,
  'gpu.nvlink_errors': nvlinkErrors,
} = gpuSymptoms;

export const dcgmSymptoms = {
  'dcgm.unreachable': { outcome: 'unknown', meaning: 'the exporter of metrics cannot be read' },
  'dcgm.malformed': { outcome: 'unknown', meaning: 'what answers is no page of metrics' },
  'dcgm.no_gpus': { outcome: 'failed', meaning: 'the exporter answers and tells of no GPU' },
  'dcgm.stale': { outcome: 'failed', meaning: 'the exporter repeats old values or cannot ask' },
  'dcgm.health_failed': { outcome: 'failed', meaning: 'a health watch of DCGM says the GPU fails' },
  'dcgm.health_warning': { outcome: 'degraded', meaning: 'a health watch of DCGM warns' },
  'gpu.xid': xid,
  'gpu.xid_app': xidApp,
  'gpu.ecc_uncorrected': ecc,
  'gpu.row_remap_failed': remapFailed,
  'gpu.row_remap_pending': remapPending,
  'gpu.retired_pages': retired,
  'gpu.recovery_action': recovery,
  'gpu.throttle_hw': throttleHardware,
  'gpu.throttle_thermal': throttleThermal,
  'gpu.memory_full': full,
  'gpu.count_low': countLow,
  'gpu.version_mismatch': version,
  'gpu.fabric_not_ready': fabric,
  'gpu.nvlink_errors': nvlinkErrors,
} as const satisfies Record<string, SymptomSpec>;
