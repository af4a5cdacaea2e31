import { losesAccelerator } from '../effects/answer.ts';
import { delays } from '../effects/delay.ts';
import type { Effect, Weights } from '../effects/effect.ts';
import type { FaultMode } from './mode.ts';

interface GpuMode {
  readonly id: string;
  readonly weight: number;
  readonly title: string;
  readonly remedy: string;
  readonly gpu: Weights;
  readonly effect?: Effect;
  readonly harm: number;
}

function gpuMode(mode: GpuMode): FaultMode {
  return {
    id: mode.id,
    kinds: ['gpu'],
    title: mode.title,
    remedy: mode.remedy,
    weight: mode.weight,
    effect: mode.effect ?? losesAccelerator,
    // The server's health check seldom touches the GPU.
    access: 0.06,
    harm: mode.harm,
    partial: false,
    shows: { gpu: mode.gpu },
  };
}

/** How GPUs and their drivers break. */
export const gpuModes: readonly FaultMode[] = [
  gpuMode({
    id: 'gpu.xid',
    weight: 3,
    title: 'the driver logged an XID error that needs action',
    remedy: 'drain the node; do what the XID table says for this code (restart, reset, replace)',
    gpu: { 'gpu.xid': 0.9, 'gpu.recovery_action': 0.06 },
    harm: 0.75,
  }),
  gpuMode({
    id: 'gpu.lost',
    weight: 2.5,
    title: 'fell off the bus',
    remedy: 'drain the node, then reboot it; a card that is lost twice goes back to its vendor',
    gpu: {
      'gpu.lost': 0.72,
      'gpu.no_devices': 0.08,
      'gpu.count_low': 0.1,
      'gpu.unknown_error': 0.04,
      'gpu.xid': 0.05,
    },
    harm: 0.95,
  }),
  gpuMode({
    id: 'gpu.missing',
    weight: 1,
    title: 'fewer GPUs than expected',
    remedy: 'compare with lspci and the container toolkit: is the card gone, or not handed in?',
    gpu: { 'gpu.count_low': 0.6, 'gpu.no_devices': 0.35 },
    harm: 0.8,
  }),
  gpuMode({
    id: 'gpu.ecc',
    weight: 2,
    title: 'uncorrectable memory errors',
    remedy: 'drain the node and reset the GPU; watch whether the count grows again',
    gpu: { 'gpu.ecc_uncorrected': 0.92, 'gpu.xid': 0.03 },
    harm: 0.4,
  }),
  gpuMode({
    id: 'gpu.row_remap',
    weight: 1.5,
    title: 'memory rows wait to be remapped or could not be',
    remedy: 'reset the GPU at the next chance; replace it if a remap failed',
    gpu: { 'gpu.row_remap_pending': 0.5, 'gpu.row_remap_failed': 0.25, 'gpu.retired_pages': 0.22 },
    harm: 0.2,
  }),
  gpuMode({
    id: 'gpu.throttled',
    weight: 2.5,
    title: 'is slowed down by heat or power',
    remedy: 'check cooling, inlet temperature and power feeds of the node; move load away',
    gpu: { 'gpu.throttle_hw': 0.4, 'gpu.throttle_thermal': 0.35, 'gpu.throttle_power': 0.22 },
    effect: delays,
    harm: 0.7,
  }),
  gpuMode({
    id: 'gpu.driver',
    weight: 2,
    title: 'the driver is not loaded or does not fit its library',
    remedy: 'reboot, or reload the driver of the installed version; hold automatic upgrades back',
    gpu: { 'gpu.library_mismatch': 0.45, 'gpu.driver_not_loaded': 0.4, 'gpu.smi_failed': 0.1 },
    harm: 0.5,
  }),
  gpuMode({
    id: 'gpu.driver_hung',
    weight: 1.5,
    title: 'the driver hangs',
    remedy: 'do not start another nvidia-smi; drain the node, read the kernel log, reboot',
    gpu: { 'gpu.smi_hung': 0.95 },
    harm: 0.6,
  }),
  gpuMode({
    id: 'gpu.unreadable',
    weight: 0.5,
    title: 'the driver cannot read it',
    remedy: 'read the kernel log for XID lines; reset the GPU when it is drained',
    gpu: { 'gpu.unknown_error': 0.6, 'gpu.recovery_action': 0.35 },
    harm: 0.5,
  }),
  gpuMode({
    id: 'gpu.pcie',
    weight: 1,
    title: 'its PCIe link runs below what it can',
    remedy: 'reseat the card or its riser; compare with its neighbours under load',
    gpu: { 'gpu.pcie_downgraded': 0.95 },
    effect: delays,
    harm: 0.3,
  }),
  gpuMode({
    id: 'gpu.memory_orphaned',
    weight: 1.5,
    title: 'memory is held by no process',
    remedy: 'look for a dead container that still holds it; reset the GPU when it is drained',
    gpu: { 'gpu.memory_orphaned': 0.8, 'gpu.memory_full': 0.17 },
    harm: 0.4,
  }),
  gpuMode({
    id: 'gpu.mig',
    weight: 0.7,
    title: 'its MIG layout is not the expected one',
    remedy: 'restore the layout; the mode changes only after a reset',
    gpu: { 'gpu.mig_mismatch': 0.96 },
    harm: 0.7,
  }),
  gpuMode({
    id: 'gpu.application',
    weight: 0.7,
    title: 'an application crashed on it (XID of the application class)',
    remedy: 'restart the application; the card itself is most likely sound',
    gpu: { 'gpu.xid_app': 0.95 },
    effect: losesAccelerator,
    harm: 0.4,
  }),
];
