import { losesAccelerator } from '../effects/answer.ts';
import { refuses } from '../effects/connection.ts';
import { delays } from '../effects/delay.ts';
import { type FaultMode, sharing } from './mode.ts';

const driverMode = sharing({
  family: 'GPU driver',
  kinds: ['gpu'],
  effect: losesAccelerator,
  // The server's health check seldom touches the GPU.
  access: 0.06,
  partial: false,
} as const);

/** How drivers, their tools and what is set up around cards break. */
export const gpuDriverModes: readonly FaultMode[] = [
  driverMode({
    id: 'gpu.driver',
    weight: 2,
    title: 'the driver is not loaded or does not fit its library',
    remedy: 'reboot, or reload the driver of the installed version; hold automatic upgrades back',
    shows: {
      gpu: { 'gpu.library_mismatch': 0.45, 'gpu.driver_not_loaded': 0.4, 'gpu.smi_failed': 0.1 },
      dcgm: { 'dcgm.no_gpus': 0.85, ok: 0.1 },
    },
    harm: 0.5,
    confusedWith: ['gpu.lost', 'container.no_gpu', 'gpu.tool_fails'],
    decides: 'Compare the version of the loaded module with that of the library on disk.',
    source: 'NVIDIA/nvidia-container-toolkit#394; pando85/homelab#4110; lyulyul/shine-cluster#30',
  }),
  driverMode({
    id: 'gpu.driver_hung',
    weight: 1.5,
    title: 'the driver hangs',
    remedy: 'do not start another nvidia-smi; drain the node, read the kernel log, reboot',
    shows: {
      gpu: { 'gpu.smi_hung': 0.95 },
      dcgm: { 'dcgm.stale': 0.5, 'dcgm.no_gpus': 0.2, 'gpu.xid': 0.1, ok: 0.15 },
    },
    harm: 0.6,
    confusedWith: ['engine.hung', 'gpu.xid', 'gpu.tool_fails'],
    decides: 'Every call to the driver takes seconds, and the kernel log tells of XID 119 or 120.',
    source: 'leptonai/gpud, kernel log of an XID 119',
  }),
  driverMode({
    id: 'gpu.unreadable',
    weight: 0.5,
    title: 'the driver cannot read it',
    remedy: 'read the kernel log for XID lines; reset the GPU when it is drained',
    shows: {
      gpu: { 'gpu.unknown_error': 0.6, 'gpu.recovery_action': 0.35 },
      dcgm: { 'gpu.recovery_action': 0.3, 'dcgm.no_gpus': 0.3, ok: 0.35 },
    },
    harm: 0.5,
    confusedWith: ['container.no_gpu', 'gpu.lost'],
    decides: 'On the host itself the card cannot be read either.',
    source: 'NVIDIA/nvidia-docker#1730',
  }),
  driverMode({
    id: 'gpu.mig',
    weight: 0.7,
    title: 'its MIG layout is not the expected one',
    remedy: 'restore the layout; the mode changes only after a reset',
    shows: { gpu: { 'gpu.mig_mismatch': 0.96 }, dcgm: { ok: 0.95 } },
    harm: 0.7,
    confusedWith: ['gpu.missing', 'gpu.lost'],
    decides:
      'Compare the list of instances with the expected one; current and pending mode differ.',
    source: 'openshift/instaslice-operator#140',
  }),
  driverMode({
    id: 'gpu.application',
    weight: 0.7,
    title: 'an application crashed on it (XID of the application class)',
    remedy: 'restart the application; the card itself is most likely sound',
    shows: { gpu: { 'gpu.xid_app': 0.95 }, dcgm: { 'gpu.xid_app': 0.85, ok: 0.12 } },
    // Whoever crashed may be broken; that it was on this card harms nobody.
    harm: 0,
    ofOthers: true,
    confusedWith: ['gpu.xid', 'engine.dead'],
    decides: 'The same program fails in the same way on another card.',
    source: 'leptonai/gpud, decoded kernel log; NVIDIA/k8s-device-plugin#234',
  }),
  driverMode({
    id: 'gpu.memory_orphaned',
    weight: 1.5,
    title: 'memory is held by no process',
    remedy: 'look for a dead container that still holds it; reset the GPU when it is drained',
    shows: {
      gpu: { 'gpu.memory_orphaned': 0.8, 'gpu.memory_full': 0.17 },
      dcgm: { 'gpu.memory_full': 0.17, ok: 0.8 },
    },
    harm: 0.4,
    confusedWith: ['gpu.memory_taken', 'engine.dead'],
    decides: 'The memory of all its processes adds up to far less than what is used.',
    source: 'vllm-project/vllm#783',
  }),
  driverMode({
    id: 'gpu.memory_taken',
    weight: 0.15,
    title: 'another program holds the memory that the server needs, or has it for itself',
    remedy: 'end or move the other program; check that the card is not in exclusive mode',
    shows: {
      gpu: { 'gpu.memory_full': 0.6, ok: 0.36 },
      dcgm: { 'gpu.memory_full': 0.6, ok: 0.36 },
    },
    harm: 0.5,
    confusedWith: ['gpu.memory_orphaned', 'engine.oom_killed', 'container.restart_loop'],
    decides: 'Its list of processes names one that is not the server.',
    source: 'vllm-project/vllm#2248; leptonai/gpud, capture of a card in exclusive mode',
  }),
  driverMode({
    id: 'gpu.fabric_manager',
    weight: 0.06,
    title: 'the manager of its switches does not run or does not fit the driver',
    remedy: 'install and start the fabric manager in exactly the version of the driver',
    effect: {
      ...losesAccelerator,
      direct: { ...refuses.direct, llm: losesAccelerator.direct.llm },
    },
    shows: {
      gpu: { 'gpu.fabric_not_ready': 0.6, ok: 0.34, 'gpu.smi_failed': 0.03 },
      dcgm: { 'gpu.fabric_not_ready': 0.4, ok: 0.55 },
    },
    harm: 0.9,
    confusedWith: ['gpu.driver', 'container.restart_loop', 'engine.dead'],
    decides: 'The fabric of a card is not completed, and a first CUDA call ends with error 802.',
    source: 'pytorch/pytorch#35710; huggingface/huggingface_hub#4128; ollama/ollama#12136',
  }),
  driverMode({
    id: 'gpu.tool_fails',
    weight: 0.09,
    title: 'its management tool fails while the card computes',
    remedy: 'repair the tool or its library; trust requests, not gauges, until then',
    effect: delays,
    shows: {
      gpu: { 'gpu.smi_failed': 0.86, 'gpu.smi_hung': 0.08 },
      dcgm: { 'dcgm.no_gpus': 0.3, 'dcgm.stale': 0.2, ok: 0.48 },
    },
    harm: 0.05,
    confusedWith: ['gpu.driver', 'gpu.driver_hung'],
    decides: 'Completions go on at full pace while nvidia-smi fails.',
    source: 'NVIDIA/DCGM#303; NVIDIA/dcgm-exporter#164 and #500',
  }),
];
