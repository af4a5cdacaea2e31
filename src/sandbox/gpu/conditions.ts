import { type GpuDevice, healthyDevice } from './device.ts';
import type { FakeGpu } from './fake-gpu.ts';
import { gpuLost, type ProgramOutput, smiFailures } from './smi-output.ts';

/** How a card does: what nvidia-smi says of it, what the kernel logs, what its engine feels. */
export interface GpuCondition {
  /** Changes to the document of a healthy card. */
  readonly changes?: Partial<FakeGpu>;
  /** What nvidia-smi prints instead of a document. */
  readonly output?: (pciBusId: string) => ProgramOutput;
  /** nvidia-smi never ends. */
  readonly hangs?: boolean;
  /** How old the document is that nvidia-smi prints. */
  readonly readingAgeMs?: number;
  /** An XID line of the kernel log, written so long ago. */
  readonly xid?: { readonly code: number; readonly words: string; readonly ageMs?: number };
  readonly device: GpuDevice;
}

function failing(error: string): GpuDevice {
  return { ...healthyDevice, work: 'fails', error };
}

/** More than a real card loses, so that an answer of a few words shows it. */
const throttled: GpuDevice = { ...healthyDevice, slowdown: 25 };
const hanging: GpuDevice = { ...healthyDevice, work: 'hangs' };

/** Three days: an error of a week that was, long since dealt with. */
const LONG_AGO_MS = 3 * 86_400_000;

export const gpuConditions = {
  healthy: { device: healthyDevice },
  /** The processor on the card no longer answers the driver: every call of the engine fails. */
  xid: {
    xid: {
      code: 119,
      words: 'Timeout after 6s of waiting for RPC response from GPU0 GSP! Expected function 76.',
    },
    device: failing('CUDA error: unspecified launch failure'),
  },
  lost: {
    output: gpuLost,
    xid: { code: 79, words: 'GPU has fallen off the bus.' },
    device: hanging,
  },
  /** Uncorrectable errors, counted; the engine's work is poisoned by them. */
  ecc: {
    changes: {
      eccVolatile: {
        sramCorrectable: 0,
        sramUncorrectable: 0,
        dramCorrectable: 12,
        dramUncorrectable: 4,
      },
      eccAggregate: {
        sramCorrectable: 0,
        sramUncorrectable: 0,
        dramCorrectable: 12,
        dramUncorrectable: 4,
      },
    },
    device: failing('CUDA error: uncorrectable ECC error encountered'),
  },
  throttled: {
    changes: {
      temperatureCelsius: 89,
      smClockMHz: 345,
      throttle: ['hw_slowdown', 'hw_thermal_slowdown'],
    },
    device: throttled,
  },
  /** After an upgrade without a reboot. What runs goes on; nothing new starts. */
  driver: { output: () => smiFailures.libraryMismatch, device: healthyDevice },
  'smi-hang': { hangs: true, device: hanging },
  /** Rows wait for a reset: nothing is wrong yet for those who compute. */
  'row-remap': {
    changes: {
      remappedRows: { correctable: 0, uncorrectable: 2, pending: true, failure: false },
    },
    device: healthyDevice,
  },
  /** A dead process left its memory behind, told on a card that rests; what is left is enough for now. */
  'memory-orphaned': {
    changes: { memoryUsedMiB: 79_800, utilisationPercent: 0 },
    device: healthyDevice,
  },
  /** A riser lost contact: one lane is left. The weights are on the card, so answers hardly suffer. */
  pcie: {
    changes: { pcieGeneration: { current: 1, max: 5 }, pcieWidth: { current: 1, max: 16 } },
    device: healthyDevice,
  },
  /** The counter of utilisation reads 0, while power, clocks and memory are those of a card at work. */
  'zero-counter': {
    changes: { utilisationPercent: 0, powerDrawWatts: 655.3, temperatureCelsius: 64 },
    device: healthyDevice,
  },
  /** The kernel log still holds the error of days ago; the card was reset since and is well. */
  'old-xid': {
    xid: {
      code: 119,
      words: 'Timeout after 6s of waiting for RPC response from GPU0 GSP!',
      ageMs: LONG_AGO_MS,
    },
    device: healthyDevice,
  },
  /** nvidia-smi goes on showing one reading of an hour ago, and that one is of a healthy card. */
  'stale-reading': {
    changes: { temperatureCelsius: 33, utilisationPercent: 11 },
    readingAgeMs: 3_600_000,
    device: healthyDevice,
  },
} as const satisfies Record<string, GpuCondition>;

export type GpuConditionName = keyof typeof gpuConditions;
