import type { SymptomSpec } from '../probe.ts';

export const gpuSymptoms = {
  'gpu.smi_missing': { outcome: 'unknown', meaning: 'nvidia-smi is not installed' },
  'gpu.driver_not_loaded': { outcome: 'failed', meaning: 'the NVIDIA driver is not loaded' },
  'gpu.library_mismatch': {
    outcome: 'failed',
    meaning: 'the driver and its library have different versions',
  },
  'gpu.no_devices': { outcome: 'failed', meaning: 'the driver finds no GPU' },
  'gpu.lost': { outcome: 'failed', meaning: 'the GPU is lost: it fell off the bus' },
  'gpu.count_low': { outcome: 'failed', meaning: 'fewer GPUs than expected' },
  'gpu.smi_hung': { outcome: 'failed', meaning: 'nvidia-smi hangs' },
  'gpu.smi_failed': { outcome: 'failed', meaning: 'nvidia-smi failed' },
  'gpu.unknown_error': {
    outcome: 'failed',
    meaning: 'the driver cannot read this GPU (Unknown Error)',
  },
  'gpu.xid': { outcome: 'failed', meaning: 'the driver logged an error that needs action (XID)' },
  'gpu.xid_app': {
    outcome: 'degraded',
    meaning: 'the driver logged an error of an application (XID)',
  },
  'gpu.ecc_uncorrected': { outcome: 'failed', meaning: 'uncorrectable memory errors' },
  'gpu.row_remap_failed': { outcome: 'failed', meaning: 'a memory row could not be remapped' },
  'gpu.row_remap_pending': {
    outcome: 'degraded',
    meaning: 'a memory row waits for a reset to be remapped',
  },
  'gpu.retired_pages': {
    outcome: 'degraded',
    meaning: 'memory pages wait to be retired, or too many are',
  },
  'gpu.recovery_action': {
    outcome: 'failed',
    meaning: 'the driver asks for a reset or a reboot of the GPU',
  },
  'gpu.throttle_hw': {
    outcome: 'degraded',
    meaning: 'the hardware slows the GPU down (power brake or hot)',
  },
  'gpu.throttle_thermal': { outcome: 'degraded', meaning: 'the GPU is slowed down by heat' },
  'gpu.throttle_power': {
    outcome: 'degraded',
    meaning: 'the GPU is slowed down below its set power limit',
  },
  'gpu.pcie_downgraded': {
    outcome: 'degraded',
    meaning: 'the PCIe link runs narrower or slower than it can under load',
  },
  'gpu.memory_orphaned': { outcome: 'degraded', meaning: 'memory is held by no process' },
  'gpu.memory_full': { outcome: 'degraded', meaning: 'GPU memory is full' },
  'gpu.mig_mismatch': { outcome: 'failed', meaning: 'the MIG layout is not the expected one' },
  'gpu.count_high': { outcome: 'degraded', meaning: 'more GPUs than expected' },
  'gpu.type_mismatch': { outcome: 'failed', meaning: 'another type of GPU than expected' },
  'gpu.version_mismatch': {
    outcome: 'degraded',
    meaning: 'the driver or CUDA has another version than expected',
  },
  'gpu.sxid': {
    outcome: 'failed',
    meaning: 'a switch between the GPUs had a fatal error (SXid)',
  },
  'gpu.fabric_not_ready': {
    outcome: 'failed',
    meaning: 'the fabric between the GPUs is not set up: no CUDA program can start',
  },
  'gpu.nvlink_down': { outcome: 'degraded', meaning: 'an NVLink of the GPU is down' },
  'gpu.nvlink_errors': { outcome: 'degraded', meaning: 'errors on an NVLink of the GPU grow' },
  'gpu.infiniband_down': {
    outcome: 'degraded',
    meaning: 'an InfiniBand port of the machine is down',
  },
  'gpu.container_toolkit': {
    outcome: 'degraded',
    meaning: 'containers cannot be given GPUs: the container toolkit or its CDI file is broken',
  },
  'gpu.vgpu_unlicensed': {
    outcome: 'degraded',
    meaning: 'the vGPU has no licence and is slowed down',
  },
} as const satisfies Record<string, SymptomSpec>;
