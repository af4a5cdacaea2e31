import { losesAccelerator } from '../effects/answer.ts';
import { handedOn } from '../effects/effect.ts';
import { engine } from '../effects/engine.ts';
import { type FaultMode, lore, sharing } from './mode.ts';

const aroundMode = sharing({
  kinds: ['gpu'],
  effect: losesAccelerator,
  // The server's health check seldom touches the GPU.
  access: 0.06,
  partial: false,
} as const);

/** Requests wait for cards that wait for each other. */
const ranksWait = handedOn(
  { 'http.503': 0.1, 'http.timeout': 0.12, ok: 0.76 },
  {
    'llm.ttft_timeout': 0.36,
    'llm.engine_error': 0.2,
    'llm.stall': 0.16,
    'llm.slow_tokens': 0.16,
    ok: 0.1,
  },
);

/** How what connects cards, and what hands them to programs, breaks. */
export const gpuSurroundingsModes: readonly FaultMode[] = [
  aroundMode({
    id: 'gpu.switch',
    family: 'GPU hardware',
    weight: 0.12,
    title: 'a switch between the cards failed (NVSwitch)',
    remedy: 'drain the node and reset it; a switch that fails again goes back to its vendor',
    effect: ranksWait,
    shows: {
      gpu: { 'gpu.sxid': 0.7, 'gpu.xid': 0.14, 'gpu.fabric_not_ready': 0.08, ok: 0.06 },
      dcgm: { 'gpu.xid': 0.3, 'gpu.fabric_not_ready': 0.08, ok: 0.6 },
    },
    harm: 0.85,
    confusedWith: ['gpu.nvlink', 'gpu.fabric_manager', 'gpu.xid'],
    decides: 'The kernel log has SXid lines that are fatal, with the bus address of one switch.',
    source: "NVIDIA's guide to the fabric manager; leptonai/gpud, log of the manager",
  }),
  aroundMode({
    id: 'gpu.infiniband',
    family: 'GPU hardware',
    weight: 0.1,
    title: 'an InfiniBand port of its machine is down',
    remedy: 'check cable and switch port; take the node out of jobs that span machines',
    effect: ranksWait,
    shows: { gpu: { 'gpu.infiniband_down': 0.6, ok: 0.38 }, dcgm: { ok: 0.97 } },
    harm: 0.5,
    confusedWith: ['gpu.nvlink', 'network.lossy', 'engine.ranks_wait'],
    decides: 'One port is down or polls while its neighbours are active at the same rate.',
    source: 'leptonai/gpud, captures of ports that are down; facebookresearch/gcm, health checks',
  }),
  aroundMode({
    id: 'gpu.replaced',
    family: 'GPU driver',
    weight: 0.1,
    title: 'is another card than expected',
    remedy: 'find out who moved the workload or the card; correct the expectation if it is right',
    effect: engine.computesSlowly,
    shows: { gpu: { 'gpu.type_mismatch': 0.7, 'gpu.count_high': 0.2 }, dcgm: { ok: 0.95 } },
    harm: 0.4,
    confusedWith: ['gpu.missing', 'gpu.throttled', 'engine.oom_killed'],
    decides: 'Its name and UUID are not those that were there before.',
    source: lore,
  }),
  aroundMode({
    id: 'gpu.other_version',
    family: 'GPU driver',
    weight: 0.2,
    title: 'runs another driver or CUDA version than expected',
    remedy: 'install the expected version, or hold it; rebuild what was built for the other one',
    shows: {
      gpu: { 'gpu.version_mismatch': 0.95 },
      dcgm: { 'gpu.version_mismatch': 0.5, ok: 0.45 },
    },
    harm: 0.25,
    confusedWith: ['gpu.driver', 'image.driver_too_old', 'engine.dead'],
    decides: 'The version of the driver is not that of the other machines of the pool.',
    source: lore,
  }),
  aroundMode({
    id: 'gpu.container_toolkit',
    family: 'GPU driver',
    weight: 0.2,
    title: 'containers cannot be given cards: toolkit or CDI file do not fit the driver',
    remedy:
      'write the CDI file anew, or repair the container toolkit, then start the container anew',
    shows: { gpu: { 'gpu.container_toolkit': 0.6, ok: 0.36 }, dcgm: { ok: 0.97 } },
    harm: 0.25,
    confusedWith: ['container.no_gpu', 'gpu.driver'],
    decides: 'nvidia-smi is well on the host, and a new container finds no card.',
    source: 'NVIDIA/nvidia-container-toolkit#394; NVIDIA/nvidia-docker#1730',
  }),
  aroundMode({
    id: 'gpu.vgpu_licence',
    family: 'GPU driver',
    weight: 0.05,
    title: 'its vGPU has no licence and is slowed down',
    remedy: "check the licence server and the guest's licence token",
    effect: engine.computesSlowly,
    shows: { gpu: { 'gpu.vgpu_unlicensed': 0.9 }, dcgm: { ok: 0.95 } },
    harm: 0.8,
    confusedWith: ['gpu.throttled', 'engine.overloaded'],
    decides: 'The state of the licence is unlicensed, and speed fell some minutes after the start.',
    source: "NVIDIA's guide to virtual GPU licensing",
  }),
  {
    id: 'host.cooling',
    family: 'host',
    kinds: ['host'],
    title: 'its cooling or its power feed fails: all of its cards are slowed down',
    remedy: 'check fans, inlet temperature and feeds of the machine and its rack; move load away',
    weight: 0.06,
    access: 0.1,
    partial: false,
    effect: engine.computesSlowly,
    shows: { host: { ok: 0.97 } },
    harm: 0.8,
    confusedWith: ['gpu.throttled', 'host.load'],
    decides:
      'All of its cards name heat or power at once, and those of its neighbours do or do not.',
    source: lore,
  },
];
