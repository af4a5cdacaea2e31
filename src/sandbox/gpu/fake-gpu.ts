/** Reasons for which the driver lowers the clocks, as nvidia-smi names them. */
export const throttleReasons = [
  'gpu_idle',
  'applications_clocks_setting',
  'sw_power_cap',
  'hw_slowdown',
  'hw_thermal_slowdown',
  'hw_power_brake_slowdown',
  'sync_boost',
  'sw_thermal_slowdown',
  'display_clocks_setting',
] as const;
export type ThrottleReason = (typeof throttleReasons)[number];

export interface FakeGpuProcess {
  readonly pid: number;
  readonly name: string;
  readonly usedMiB: number;
}

/** Error counters of one period (since the driver was loaded, or over the life of the card). */
export interface FakeEccCounters {
  readonly sramCorrectable: number;
  readonly sramUncorrectable: number;
  readonly dramCorrectable: number;
  readonly dramUncorrectable: number;
}

/** Everything that the fake nvidia-smi says about one card. */
export interface FakeGpu {
  readonly name: string;
  readonly uuid: string;
  /** `00000000:06:00.0`. */
  readonly pciBusId: string;
  readonly serial: string;
  /**
   * `lost` and `unknown-error` replace every value that the driver reads from the card; what it
   * remembers (name, UUID, bus) stays.
   */
  readonly reading: 'good' | 'lost' | 'unknown-error';
  readonly temperatureCelsius: number;
  readonly fanPercent: number | null;
  readonly powerDrawWatts: number;
  readonly powerLimitWatts: number;
  readonly defaultPowerLimitWatts: number;
  readonly utilisationPercent: number;
  readonly memoryTotalMiB: number;
  readonly memoryReservedMiB: number;
  /** What processes (or nobody) hold, without the reserved part. */
  readonly memoryUsedMiB: number;
  readonly performanceState: string;
  readonly smClockMHz: number;
  readonly maxSmClockMHz: number;
  readonly pcieGeneration: { readonly current: number; readonly max: number };
  readonly pcieWidth: { readonly current: number; readonly max: number };
  readonly throttle: readonly ThrottleReason[];
  readonly eccVolatile: FakeEccCounters;
  readonly eccAggregate: FakeEccCounters;
  readonly remappedRows: {
    readonly correctable: number;
    readonly uncorrectable: number;
    readonly pending: boolean;
    readonly failure: boolean;
  };
  readonly recoveryAction: 'None' | 'Reset' | 'Reboot' | 'Drain P2P' | 'Drain and Reset';
  /** Memory of each MIG device in MiB; null: MIG is off. */
  readonly migDevicesMiB: readonly number[] | null;
  readonly processes: readonly FakeGpuProcess[];
}

const noErrors: FakeEccCounters = {
  sramCorrectable: 0,
  sramUncorrectable: 0,
  dramCorrectable: 0,
  dramUncorrectable: 0,
};

/** A data-centre card that serves one model and is well, changed by `overrides`. */
export function healthyGpu(overrides: Partial<FakeGpu> = {}): FakeGpu {
  return {
    name: 'NVIDIA H100 80GB HBM3',
    uuid: 'GPU-5a1dbf0c-3e72-4c0b-9c55-0d6f7b1c2a01',
    pciBusId: '00000000:06:00.0',
    serial: '1654922000101',
    reading: 'good',
    temperatureCelsius: 41,
    fanPercent: null,
    powerDrawWatts: 182.4,
    powerLimitWatts: 700,
    defaultPowerLimitWatts: 700,
    utilisationPercent: 37,
    memoryTotalMiB: 81_559,
    memoryReservedMiB: 551,
    memoryUsedMiB: 61_204,
    performanceState: 'P0',
    smClockMHz: 1_980,
    maxSmClockMHz: 1_980,
    pcieGeneration: { current: 5, max: 5 },
    pcieWidth: { current: 16, max: 16 },
    throttle: [],
    eccVolatile: noErrors,
    eccAggregate: noErrors,
    remappedRows: { correctable: 0, uncorrectable: 0, pending: false, failure: false },
    recoveryAction: 'None',
    migDevicesMiB: null,
    processes: [{ pid: 4_211, name: 'inference-server', usedMiB: 61_190 }],
    ...overrides,
  };
}
