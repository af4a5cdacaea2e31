import { losesAccelerator } from '../effects/answer.ts';
import { handedOn } from '../effects/effect.ts';
import { engine } from '../effects/engine.ts';
import { quality } from '../effects/quality.ts';
import { type FaultMode, sharing } from './mode.ts';

const cardMode = sharing({
  family: 'GPU hardware',
  kinds: ['gpu'],
  effect: losesAccelerator,
  // The server's health check seldom touches the GPU.
  access: 0.06,
  partial: false,
} as const);

/** How cards themselves break, and the links between them. */
export const gpuHardwareModes: readonly FaultMode[] = [
  cardMode({
    id: 'gpu.xid',
    weight: 3,
    title: 'the driver logged an error that needs action (XID)',
    remedy: 'drain the node; do what the XID table says for this code (restart, reset, replace)',
    shows: {
      gpu: { 'gpu.xid': 0.9, 'gpu.recovery_action': 0.06 },
      dcgm: { 'gpu.xid': 0.75, 'gpu.recovery_action': 0.06, 'dcgm.health_failed': 0.06, ok: 0.1 },
    },
    harm: 0.75,
    confusedWith: ['gpu.application', 'gpu.driver_hung', 'gpu.nvlink', 'engine.dead'],
    decides:
      "Look the code up in NVIDIA's table: it says whether program, driver or card is at fault.",
    source: "NVIDIA's table of XID errors; leptonai/gpud, kernel logs",
  }),
  cardMode({
    id: 'gpu.lost',
    weight: 2.5,
    title: 'fell off the bus',
    remedy: 'drain the node, then reboot it; a card that is lost twice goes back to its vendor',
    shows: {
      gpu: {
        'gpu.lost': 0.72,
        'gpu.no_devices': 0.08,
        'gpu.count_low': 0.1,
        'gpu.unknown_error': 0.04,
        'gpu.xid': 0.05,
      },
      dcgm: { 'gpu.count_low': 0.5, 'gpu.xid': 0.25, 'dcgm.no_gpus': 0.1, 'dcgm.stale': 0.1 },
    },
    harm: 0.95,
    confusedWith: ['gpu.driver', 'gpu.missing', 'container.no_gpu'],
    decides:
      'XID 79 is in the kernel log, and lspci shows the card without its registers or not at all.',
    source: 'NVIDIA/k8s-device-plugin#231',
  }),
  cardMode({
    id: 'gpu.missing',
    weight: 1,
    title: 'fewer GPUs than expected',
    remedy: 'compare with lspci and the container toolkit: is the card gone, or not handed in?',
    shows: {
      gpu: { 'gpu.count_low': 0.6, 'gpu.no_devices': 0.35 },
      dcgm: { 'gpu.count_low': 0.6, 'dcgm.no_gpus': 0.35 },
    },
    harm: 0.8,
    confusedWith: ['gpu.lost', 'container.no_gpu', 'gpu.mig'],
    decides: 'lspci shows as many cards as were built in, or it does not.',
    source: 'NVIDIA/k8s-device-plugin#75 and #189',
  }),
  cardMode({
    id: 'gpu.ecc',
    partial: true,
    weight: 2,
    title: 'uncorrectable memory errors',
    remedy: 'drain the node and reset the GPU; watch whether the count grows again',
    shows: {
      gpu: { 'gpu.ecc_uncorrected': 0.92, 'gpu.xid': 0.03 },
      dcgm: { 'gpu.ecc_uncorrected': 0.6, 'gpu.xid': 0.15, 'dcgm.health_failed': 0.06, ok: 0.16 },
    },
    harm: 0.4,
    confusedWith: ['gpu.row_remap', 'gpu.application', 'engine.dead'],
    decides:
      'The count since the last start of the driver is above zero, and one card alone has it.',
    source: 'microsoft/pai, capture of retired pages; stas00/ml-engineering, debugging notes',
  }),
  cardMode({
    id: 'gpu.row_remap',
    weight: 1.5,
    title: 'memory rows wait to be remapped or could not be',
    remedy: 'reset the GPU at the next chance; replace it if a remap failed',
    shows: {
      gpu: {
        'gpu.row_remap_pending': 0.5,
        'gpu.row_remap_failed': 0.25,
        'gpu.retired_pages': 0.22,
      },
      dcgm: {
        'gpu.row_remap_pending': 0.3,
        'gpu.row_remap_failed': 0.25,
        'gpu.retired_pages': 0.2,
        ok: 0.22,
      },
    },
    harm: 0.2,
    confusedWith: ['gpu.ecc', 'gpu.xid'],
    decides:
      'Pending waits for a reset; failed, or pending again after one, goes back to its vendor.',
    source: 'leptonai/gpud, capture of an A10; microsoft/pai, capture of retired pages',
  }),
  cardMode({
    id: 'gpu.throttled',
    weight: 2.5,
    title: 'is slowed down by heat or power',
    remedy: 'check cooling, inlet temperature and power feeds of the node; move load away',
    effect: engine.computesSlowly,
    shows: {
      gpu: { 'gpu.throttle_hw': 0.4, 'gpu.throttle_thermal': 0.35, 'gpu.throttle_power': 0.22 },
      dcgm: {
        'gpu.throttle_hw': 0.33,
        'gpu.throttle_thermal': 0.33,
        'dcgm.health_warning': 0.06,
        ok: 0.25,
      },
    },
    harm: 0.7,
    confusedWith: ['engine.overloaded', 'engine.cpu_fallback', 'container.cpu_limit', 'gpu.pcie'],
    decides:
      'Its reasons name heat or power: all cards at once mean a feed, one card means cooling.',
    source: 'leptonai/gpud, captures of a power brake at 86 MHz and of a hot card',
  }),
  cardMode({
    id: 'gpu.pcie',
    weight: 1,
    title: 'its PCIe link runs below what it can',
    remedy: 'reseat the card or its riser; compare with its neighbours under load',
    effect: engine.computesSlowly,
    shows: { gpu: { 'gpu.pcie_downgraded': 0.95 }, dcgm: { 'dcgm.health_warning': 0.1, ok: 0.86 } },
    harm: 0.3,
    confusedWith: ['host.storage', 'gpu.throttled'],
    decides: 'Measure under load, since idle links rest; its neighbours are wider.',
    source: 'microsoft/pai, capture of a card on one lane',
  }),
  cardMode({
    id: 'gpu.nvlink',
    weight: 0.09,
    title: 'a link to its neighbour cards is down or fails',
    remedy: 'drain the node; reset the cards, then reseat or replace the bridge or board',
    effect: handedOn(
      { 'http.503': 0.1, 'http.timeout': 0.1, ok: 0.78 },
      {
        'llm.ttft_timeout': 0.34,
        'llm.engine_error': 0.2,
        'llm.stall': 0.16,
        'llm.slow_tokens': 0.16,
        ok: 0.1,
      },
    ),
    shows: {
      gpu: { 'gpu.xid': 0.4, 'gpu.nvlink_down': 0.2, 'gpu.nvlink_errors': 0.15, ok: 0.22 },
      dcgm: { 'gpu.nvlink_errors': 0.4, 'gpu.xid': 0.3, 'dcgm.health_failed': 0.06, ok: 0.2 },
    },
    harm: 0.7,
    confusedWith: ['gpu.xid', 'engine.ranks_wait', 'network.lossy'],
    decides:
      'One card alone works at full pace; the state of each link names the one that is down.',
    source:
      'Azure/azurehpc-health-checks, capture of dead links; leptonai/gpud, log of the manager',
  }),
  cardMode({
    id: 'gpu.silent_errors',
    partial: true,
    weight: 0.06,
    title: 'computes wrongly and reports nothing',
    remedy: 'take the card out; run the long test of its vendor on it',
    effect: quality.computesWrongly,
    shows: { gpu: { ok: 0.97 }, dcgm: { ok: 0.97 } },
    harm: 1,
    confusedWith: ['model.corrupt', 'weights.precision'],
    decides: 'The same work with the same seed gives another result on this card alone.',
    source: 'stas00/ml-engineering, debugging notes; Meta, report on Llama 3 training',
  }),
];
